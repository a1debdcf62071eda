using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LeakyCauldron.Notifications.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "notifications");

            migrationBuilder.CreateTable(
                name: "dead_letters",
                schema: "notifications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consumer = table.Column<string>(type: "text", nullable: false),
                    topic = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    payload = table.Column<byte[]>(type: "bytea", nullable: false),
                    error = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    dead_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dead_letters", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "deliveries",
                schema: "notifications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    kind = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    give_up_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "now() + interval '24 hours'"
                    ),
                    claim = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deliveries", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                schema: "notifications",
                columns: table => new
                {
                    scope = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    fingerprint = table.Column<byte[]>(type: "bytea", nullable: false),
                    token = table.Column<Guid>(type: "uuid", nullable: false),
                    locked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    result = table.Column<string>(type: "text", nullable: true),
                    response_status = table.Column<int>(type: "integer", nullable: true),
                    response_headers = table.Column<string>(type: "text", nullable: true),
                    response_body = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.scope, x.key });
                }
            );

            migrationBuilder.CreateTable(
                name: "inbox_messages",
                schema: "notifications",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consumer = table.Column<string>(type: "text", nullable: false),
                    handled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox_messages", x => new { x.message_id, x.consumer });
                }
            );

            migrationBuilder.CreateTable(
                name: "inboxes",
                schema: "notifications",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inboxes", x => x.user_id);
                }
            );

            migrationBuilder.CreateTable(
                name: "notifications",
                schema: "notifications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notifications", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "outbox_leases",
                schema: "notifications",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    token = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_leases", x => x.bucket);
                }
            );

            migrationBuilder
                .CreateTable(
                    name: "outbox_messages",
                    schema: "notifications",
                    columns: table => new
                    {
                        id = table.Column<Guid>(type: "uuid", nullable: false),
                        sequence = table
                            .Column<long>(type: "bigint", nullable: false)
                            .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                        bucket = table.Column<short>(type: "smallint", nullable: false),
                        key = table.Column<string>(type: "text", nullable: false),
                        version = table.Column<long>(type: "bigint", nullable: false),
                        type = table.Column<string>(type: "text", nullable: false),
                        payload = table.Column<string>(type: "text", nullable: false),
                        occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                        trace_parent = table.Column<string>(type: "text", nullable: true),
                        attempts = table.Column<int>(type: "integer", nullable: false),
                        next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                        parked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                        error = table.Column<string>(type: "text", nullable: true),
                    },
                    constraints: table =>
                    {
                        table.PrimaryKey("pk_outbox_messages", x => x.id);
                    }
                )
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 5000);

            migrationBuilder.CreateTable(
                name: "outbox_relays",
                schema: "notifications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_relays", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "stream_tickets",
                schema: "notifications",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stream_tickets", x => x.hash);
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_dead_letters_message_id_consumer",
                schema: "notifications",
                table: "dead_letters",
                columns: new[] { "message_id", "consumer" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_dead",
                schema: "notifications",
                table: "deliveries",
                column: "id",
                filter: "state = 'dead'"
            );

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_due_at",
                schema: "notifications",
                table: "deliveries",
                column: "due_at",
                filter: "state IN ('pending', 'sending')"
            );

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_event_id_channel",
                schema: "notifications",
                table: "deliveries",
                columns: new[] { "event_id", "channel" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_finished_at",
                schema: "notifications",
                table: "deliveries",
                column: "finished_at",
                filter: "state IN ('sent', 'skipped')"
            );

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_created_at",
                schema: "notifications",
                table: "idempotency_keys",
                column: "created_at"
            );

            migrationBuilder.CreateIndex(
                name: "ix_inbox_messages_handled_at",
                schema: "notifications",
                table: "inbox_messages",
                column: "handled_at"
            );

            migrationBuilder.CreateIndex(
                name: "ix_notifications_event_id",
                schema: "notifications",
                table: "notifications",
                column: "event_id",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_notifications_unread",
                schema: "notifications",
                table: "notifications",
                columns: new[] { "user_id", "sequence" },
                unique: true,
                filter: "read_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_bucket_sequence",
                schema: "notifications",
                table: "outbox_messages",
                columns: new[] { "bucket", "sequence" },
                filter: "parked_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version",
                schema: "notifications",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version1",
                schema: "notifications",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                filter: "parked_at IS NOT NULL OR next_attempt_at IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_stream_tickets_expires_at",
                schema: "notifications",
                table: "stream_tickets",
                column: "expires_at"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "dead_letters", schema: "notifications");

            migrationBuilder.DropTable(name: "deliveries", schema: "notifications");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "notifications");

            migrationBuilder.DropTable(name: "inbox_messages", schema: "notifications");

            migrationBuilder.DropTable(name: "inboxes", schema: "notifications");

            migrationBuilder.DropTable(name: "notifications", schema: "notifications");

            migrationBuilder.DropTable(name: "outbox_leases", schema: "notifications");

            migrationBuilder.DropTable(name: "outbox_messages", schema: "notifications");

            migrationBuilder.DropTable(name: "outbox_relays", schema: "notifications");

            migrationBuilder.DropTable(name: "stream_tickets", schema: "notifications");
        }
    }
}
