using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Catalog.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ListChanges : Migration
    {
        private static readonly string[] Shown = ["products", "list_prices", "categories", "collections", "collection_products"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "list_changes",
                schema: "catalog",
                columns: table => new
                {
                    slot = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_list_changes", x => x.slot);
                }
            );

            migrationBuilder.Sql(
                """
                CREATE FUNCTION catalog.count_list_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO catalog.list_changes AS c (slot, count) VALUES (pg_backend_pid() % 512, 1)
                    ON CONFLICT (slot) DO UPDATE SET count = c.count + 1;
                    RETURN NULL;
                END $$;
                """
            );
            foreach (var table in Shown)
            {
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER count_list_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalog.{table}
                    FOR EACH STATEMENT EXECUTE FUNCTION catalog.count_list_change();
                    """
                );
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION catalog.count_list_change() CASCADE;");
            migrationBuilder.DropTable(name: "list_changes", schema: "catalog");
        }
    }
}
