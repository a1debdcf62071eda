using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Cart.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SavedItems : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "saved",
                schema: "cart",
                table: "carts",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'"
            );

            migrationBuilder.CreateIndex(
                name: "ix_carts_user_id_claimed_at",
                schema: "cart",
                table: "carts",
                columns: new[] { "user_id", "claimed_at" },
                filter: "user_id IS NOT NULL AND status = 'ordered'"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_carts_user_id_claimed_at", schema: "cart", table: "carts");

            migrationBuilder.DropColumn(name: "saved", schema: "cart", table: "carts");
        }
    }
}
