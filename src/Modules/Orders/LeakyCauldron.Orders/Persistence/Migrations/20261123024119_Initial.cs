using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LeakyCauldron.Orders.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "orders");

            migrationBuilder.CreateTable(
                name: "checkouts",
                schema: "orders",
                columns: table => new
                {
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cart_id = table.Column<Guid>(type: "uuid", nullable: false),
                    caller = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    fingerprint = table.Column<byte[]>(type: "bytea", nullable: false),
                    request = table.Column<string>(type: "jsonb", nullable: false),
                    step = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    refusal = table.Column<string>(type: "jsonb", nullable: true),
                    cancels_payment = table.Column<bool>(type: "boolean", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    run_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checkouts", x => x.order_id);
                }
            );

            migrationBuilder.CreateTable(
                name: "dead_letters",
                schema: "orders",
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
                schema: "orders",
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
                schema: "orders",
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
                name: "orders",
                schema: "orders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    cart_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    listed = table.Column<bool>(type: "boolean", nullable: false),
                    currency = table.Column<string>(type: "character(3)", fixedLength: true, maxLength: 3, nullable: false),
                    subtotal = table.Column<long>(type: "bigint", nullable: false),
                    discount = table.Column<long>(type: "bigint", nullable: false),
                    shipping_price = table.Column<long>(type: "bigint", nullable: false),
                    tax = table.Column<long>(type: "bigint", nullable: false),
                    tax_included = table.Column<bool>(type: "boolean", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    coupons = table.Column<string>(type: "jsonb", nullable: false),
                    discounts = table.Column<string>(type: "jsonb", nullable: false),
                    shipping_method = table.Column<string>(type: "text", nullable: true),
                    shipping_method_name = table.Column<string>(type: "text", nullable: true),
                    shipping_address = table.Column<string>(type: "jsonb", nullable: true),
                    billing_address = table.Column<string>(type: "jsonb", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    gift_message = table.Column<string>(type: "text", nullable: true),
                    placed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    payment_action_url = table.Column<string>(type: "text", nullable: true),
                    payment_captured = table.Column<long>(type: "bigint", nullable: false),
                    payment_decline_code = table.Column<string>(type: "text", nullable: true),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_method = table.Column<string>(type: "text", nullable: false),
                    payment_refunded = table.Column<long>(type: "bigint", nullable: false),
                    payment_status = table.Column<string>(type: "text", nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.id);
                    table.CheckConstraint("ck_orders_refunded", "payment_refunded <= payment_captured");
                }
            );

            migrationBuilder.CreateTable(
                name: "outbox_leases",
                schema: "orders",
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
                    schema: "orders",
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
                schema: "orders",
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
                name: "payment_instructions",
                schema: "orders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character(3)", fixedLength: true, maxLength: 3, nullable: false),
                    items = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    refusal_code = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    run_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_instructions", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "order_lines",
                schema: "orders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    options = table.Column<string>(type: "jsonb", nullable: false),
                    image = table.Column<string>(type: "text", nullable: true),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    unit_price = table.Column<long>(type: "bigint", nullable: false),
                    line_total = table.Column<long>(type: "bigint", nullable: false),
                    discount = table.Column<long>(type: "bigint", nullable: false),
                    tax = table.Column<long>(type: "bigint", nullable: false),
                    requires_shipping = table.Column<bool>(type: "boolean", nullable: false),
                    shipped = table.Column<int>(type: "integer", nullable: false),
                    refunded = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_lines", x => x.id);
                    table.CheckConstraint("ck_order_lines_quantities", "quantity > 0 AND shipped <= quantity AND refunded <= quantity");
                    table.ForeignKey(
                        name: "fk_order_lines_orders_order_id",
                        column: x => x.order_id,
                        principalSchema: "orders",
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "order_timeline",
                schema: "orders",
                columns: table => new
                {
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_timeline", x => new { x.order_id, x.position });
                    table.ForeignKey(
                        name: "fk_order_timeline_orders_order_id",
                        column: x => x.order_id,
                        principalSchema: "orders",
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "shipments",
                schema: "orders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    tracking_number = table.Column<string>(type: "text", nullable: false),
                    items = table.Column<string>(type: "jsonb", nullable: false),
                    shipped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shipments", x => x.id);
                    table.ForeignKey(
                        name: "fk_shipments_orders_order_id",
                        column: x => x.order_id,
                        principalSchema: "orders",
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_checkouts_caller_key",
                schema: "orders",
                table: "checkouts",
                columns: new[] { "caller", "key" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_checkouts_cart_id", schema: "orders", table: "checkouts", column: "cart_id");

            migrationBuilder.CreateIndex(
                name: "ix_checkouts_run_after",
                schema: "orders",
                table: "checkouts",
                column: "run_after",
                filter: "settled_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_dead_letters_message_id_consumer",
                schema: "orders",
                table: "dead_letters",
                columns: new[] { "message_id", "consumer" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_idempotency_keys_created_at", schema: "orders", table: "idempotency_keys", column: "created_at");

            migrationBuilder.CreateIndex(name: "ix_inbox_messages_handled_at", schema: "orders", table: "inbox_messages", column: "handled_at");

            migrationBuilder.CreateIndex(name: "ix_order_lines_order_id", schema: "orders", table: "order_lines", column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_cart_id",
                schema: "orders",
                table: "orders",
                column: "cart_id",
                unique: true,
                filter: "status NOT IN ('payment_failed', 'expired', 'cancelled')"
            );

            migrationBuilder.CreateIndex(name: "ix_orders_email", schema: "orders", table: "orders", column: "email");

            migrationBuilder.CreateIndex(name: "ix_orders_number", schema: "orders", table: "orders", column: "number", unique: true);

            migrationBuilder.CreateIndex(name: "ix_orders_placed_at_id", schema: "orders", table: "orders", columns: new[] { "placed_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_status_placed_at_id",
                schema: "orders",
                table: "orders",
                columns: new[] { "status", "placed_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_orders_user_id_placed_at_id",
                schema: "orders",
                table: "orders",
                columns: new[] { "user_id", "placed_at", "id" },
                filter: "user_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_bucket_sequence",
                schema: "orders",
                table: "outbox_messages",
                columns: new[] { "bucket", "sequence" },
                filter: "parked_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version",
                schema: "orders",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version1",
                schema: "orders",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                filter: "parked_at IS NOT NULL OR next_attempt_at IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_payment_instructions_order_id",
                schema: "orders",
                table: "payment_instructions",
                column: "order_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_payment_instructions_run_after",
                schema: "orders",
                table: "payment_instructions",
                column: "run_after",
                filter: "status = 'open'"
            );

            migrationBuilder.CreateIndex(name: "ix_shipments_order_id", schema: "orders", table: "shipments", column: "order_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "checkouts", schema: "orders");

            migrationBuilder.DropTable(name: "dead_letters", schema: "orders");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "orders");

            migrationBuilder.DropTable(name: "inbox_messages", schema: "orders");

            migrationBuilder.DropTable(name: "order_lines", schema: "orders");

            migrationBuilder.DropTable(name: "order_timeline", schema: "orders");

            migrationBuilder.DropTable(name: "outbox_leases", schema: "orders");

            migrationBuilder.DropTable(name: "outbox_messages", schema: "orders");

            migrationBuilder.DropTable(name: "outbox_relays", schema: "orders");

            migrationBuilder.DropTable(name: "payment_instructions", schema: "orders");

            migrationBuilder.DropTable(name: "shipments", schema: "orders");

            migrationBuilder.DropTable(name: "orders", schema: "orders");
        }
    }
}
