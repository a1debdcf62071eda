using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LeakyCauldron.Search.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "search");

            migrationBuilder.CreateTable(
                name: "dead_letters",
                schema: "search",
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
                name: "idempotency_keys",
                schema: "search",
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
                schema: "search",
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
                name: "outbox_leases",
                schema: "search",
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
                    schema: "search",
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
                schema: "search",
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
                name: "reindexes",
                schema: "search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    beat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    processed = table.Column<int>(type: "integer", nullable: false),
                    expected = table.Column<long>(type: "bigint", nullable: true),
                    failure = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reindexes", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "searches",
                schema: "search",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    zero = table.Column<long>(type: "bigint", nullable: false),
                    total_ms = table.Column<long>(type: "bigint", nullable: false),
                    slowest_ms = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_searches", x => new { x.day, x.text });
                }
            );

            migrationBuilder.CreateTable(
                name: "synonyms",
                schema: "search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    rules = table.Column<string>(type: "jsonb", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_synonyms", x => x.id);
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_dead_letters_message_id_consumer",
                schema: "search",
                table: "dead_letters",
                columns: new[] { "message_id", "consumer" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_idempotency_keys_created_at", schema: "search", table: "idempotency_keys", column: "created_at");

            migrationBuilder.CreateIndex(name: "ix_inbox_messages_handled_at", schema: "search", table: "inbox_messages", column: "handled_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_bucket_sequence",
                schema: "search",
                table: "outbox_messages",
                columns: new[] { "bucket", "sequence" },
                filter: "parked_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version",
                schema: "search",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version1",
                schema: "search",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                filter: "parked_at IS NOT NULL OR next_attempt_at IS NOT NULL"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "dead_letters", schema: "search");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "search");

            migrationBuilder.DropTable(name: "inbox_messages", schema: "search");

            migrationBuilder.DropTable(name: "outbox_leases", schema: "search");

            migrationBuilder.DropTable(name: "outbox_messages", schema: "search");

            migrationBuilder.DropTable(name: "outbox_relays", schema: "search");

            migrationBuilder.DropTable(name: "reindexes", schema: "search");

            migrationBuilder.DropTable(name: "searches", schema: "search");

            migrationBuilder.DropTable(name: "synonyms", schema: "search");
        }
    }
}
