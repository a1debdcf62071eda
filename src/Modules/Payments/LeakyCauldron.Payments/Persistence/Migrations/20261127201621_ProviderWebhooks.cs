using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Payments.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ProviderWebhooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "gringotts_events",
                schema: "payments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    happened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gringotts_events", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "received_notices",
                schema: "payments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    event_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    kind = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    payment_key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    try_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    handled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_received_notices", x => x.id);
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_gringotts_charges_settles_at",
                schema: "payments",
                table: "gringotts_charges",
                column: "settles_at",
                filter: "settles_at IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_gringotts_events_due_at", schema: "payments", table: "gringotts_events", column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_received_notices_provider_event_id",
                schema: "payments",
                table: "received_notices",
                columns: new[] { "provider", "event_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_received_notices_received_at_id",
                schema: "payments",
                table: "received_notices",
                columns: new[] { "received_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_received_notices_try_after",
                schema: "payments",
                table: "received_notices",
                column: "try_after",
                filter: "status = 'pending'"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "gringotts_events", schema: "payments");

            migrationBuilder.DropTable(name: "received_notices", schema: "payments");

            migrationBuilder.DropIndex(name: "ix_gringotts_charges_settles_at", schema: "payments", table: "gringotts_charges");
        }
    }
}
