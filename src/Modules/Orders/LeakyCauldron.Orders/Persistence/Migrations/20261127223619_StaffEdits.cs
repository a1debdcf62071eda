using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Orders.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class StaffEdits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "staff_only",
                schema: "orders",
                table: "order_timeline",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<int>(
                name: "removed",
                schema: "orders",
                table: "order_lines",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "staff_only", schema: "orders", table: "order_timeline");

            migrationBuilder.DropColumn(name: "removed", schema: "orders", table: "order_lines");
        }
    }
}
