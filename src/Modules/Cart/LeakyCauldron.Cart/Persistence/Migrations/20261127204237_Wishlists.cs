using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Cart.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Wishlists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "wishlists",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wishlists", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "wishlist_items",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    wishlist_id = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wishlist_items", x => x.id);
                    table.ForeignKey(
                        name: "fk_wishlist_items_wishlists_wishlist_id",
                        column: x => x.wishlist_id,
                        principalSchema: "cart",
                        principalTable: "wishlists",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_wishlist_items_wishlist_id_variant_id",
                schema: "cart",
                table: "wishlist_items",
                columns: new[] { "wishlist_id", "variant_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_wishlists_user_id_name_key",
                schema: "cart",
                table: "wishlists",
                columns: new[] { "user_id", "name_key" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_wishlists_user_id_number",
                schema: "cart",
                table: "wishlists",
                columns: new[] { "user_id", "number" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "wishlist_items", schema: "cart");

            migrationBuilder.DropTable(name: "wishlists", schema: "cart");
        }
    }
}
