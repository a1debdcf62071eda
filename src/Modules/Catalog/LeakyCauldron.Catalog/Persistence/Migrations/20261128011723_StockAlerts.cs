using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Catalog.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class StockAlerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "stock_alerts",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_alerts", x => x.id);
                    table.ForeignKey(
                        name: "fk_stock_alerts_variants_variant_id",
                        column: x => x.variant_id,
                        principalSchema: "catalog",
                        principalTable: "variants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "ix_stock_alerts_user_id", schema: "catalog", table: "stock_alerts", column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_stock_alerts_variant_id_user_id",
                schema: "catalog",
                table: "stock_alerts",
                columns: new[] { "variant_id", "user_id" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "stock_alerts", schema: "catalog");
        }
    }
}
