using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Notifications.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Campaigns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(name: "campaign_id", schema: "notifications", table: "deliveries", type: "uuid", nullable: true);

            migrationBuilder.CreateTable(
                name: "buyers",
                schema: "notifications",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    orders = table.Column<int>(type: "integer", nullable: false),
                    last_ordered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_buyers", x => x.user_id);
                }
            );

            migrationBuilder.CreateTable(
                name: "campaigns",
                schema: "notifications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    segment = table.Column<string>(type: "jsonb", nullable: false),
                    per_minute = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    scheduled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reached_user = table.Column<Guid>(type: "uuid", nullable: true),
                    recipients = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaigns", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "secrets",
                schema: "notifications",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_secrets", x => x.name);
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_campaign_id",
                schema: "notifications",
                table: "deliveries",
                column: "campaign_id",
                filter: "campaign_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_campaigns_status",
                schema: "notifications",
                table: "campaigns",
                column: "status",
                filter: "status IN ('scheduled', 'sending')"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "buyers", schema: "notifications");

            migrationBuilder.DropTable(name: "campaigns", schema: "notifications");

            migrationBuilder.DropTable(name: "secrets", schema: "notifications");

            migrationBuilder.DropIndex(name: "ix_deliveries_campaign_id", schema: "notifications", table: "deliveries");

            migrationBuilder.DropColumn(name: "campaign_id", schema: "notifications", table: "deliveries");
        }
    }
}
