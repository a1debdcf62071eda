using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LeakyCauldron.Cart.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "cart");

            migrationBuilder.CreateTable(
                name: "carts",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    checkout = table.Column<string>(type: "jsonb", nullable: true),
                    merged_into = table.Column<Guid>(type: "uuid", nullable: true),
                    currency = table.Column<string>(type: "char(3)", nullable: false),
                    coupons = table.Column<string[]>(type: "text[]", nullable: false),
                    shipping_address = table.Column<string>(type: "jsonb", nullable: true),
                    billing_address = table.Column<string>(type: "jsonb", nullable: true),
                    shipping_method = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    gift_message = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_carts", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "dead_letters",
                schema: "cart",
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
                schema: "cart",
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
                schema: "cart",
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
                schema: "cart",
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
                    schema: "cart",
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
                schema: "cart",
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
                name: "promotion_redemptions",
                schema: "cart",
                columns: table => new
                {
                    promotion_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<string>(type: "text", nullable: false),
                    mail_hash = table.Column<string>(type: "text", nullable: true),
                    redeemed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_promotion_redemptions", x => new { x.promotion_id, x.order_id });
                }
            );

            migrationBuilder.CreateTable(
                name: "promotions",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    exclusive = table.Column<bool>(type: "boolean", nullable: false),
                    basis_points = table.Column<int>(type: "integer", nullable: true),
                    amounts = table.Column<string>(type: "jsonb", nullable: true),
                    buy = table.Column<int>(type: "integer", nullable: true),
                    get = table.Column<int>(type: "integer", nullable: true),
                    minimum_subtotal = table.Column<string>(type: "jsonb", nullable: true),
                    category = table.Column<string>(type: "text", nullable: true),
                    usage_limit = table.Column<int>(type: "integer", nullable: true),
                    per_person_limit = table.Column<int>(type: "integer", nullable: true),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    used = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_promotions", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "rules_version",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rules_version", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "shipping_zones",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    countries = table.Column<string[]>(type: "text[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shipping_zones", x => x.id);
                    table.UniqueConstraint("ak_shipping_zones_code", x => x.code);
                }
            );

            migrationBuilder.CreateTable(
                name: "cart_lines",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    seen_price = table.Column<long>(type: "bigint", nullable: false),
                    cart_id = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cart_lines", x => x.id);
                    table.ForeignKey(
                        name: "fk_cart_lines_carts_cart_id",
                        column: x => x.cart_id,
                        principalSchema: "cart",
                        principalTable: "carts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "shipping_methods",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    zone = table.Column<string>(type: "text", nullable: false),
                    rates = table.Column<string>(type: "jsonb", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shipping_methods", x => x.id);
                    table.ForeignKey(
                        name: "fk_shipping_methods_shipping_zones_zone",
                        column: x => x.zone,
                        principalSchema: "cart",
                        principalTable: "shipping_zones",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "tax_rates",
                schema: "cart",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    zone = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: true),
                    basis_points = table.Column<int>(type: "integer", nullable: false),
                    included_in_price = table.Column<bool>(type: "boolean", nullable: false),
                    applies_to_shipping = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tax_rates", x => x.id);
                    table.ForeignKey(
                        name: "fk_tax_rates_shipping_zones_zone",
                        column: x => x.zone,
                        principalSchema: "cart",
                        principalTable: "shipping_zones",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.InsertData(
                schema: "cart",
                table: "rules_version",
                columns: new[] { "id", "version" },
                values: new object[] { (short)1, 1L }
            );

            migrationBuilder.CreateIndex(
                name: "ix_cart_lines_cart_id_variant_id",
                schema: "cart",
                table: "cart_lines",
                columns: new[] { "cart_id", "variant_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_carts_created_at", schema: "cart", table: "carts", column: "created_at");

            migrationBuilder.CreateIndex(name: "ix_carts_key", schema: "cart", table: "carts", column: "key", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_carts_order_id",
                schema: "cart",
                table: "carts",
                column: "order_id",
                unique: true,
                filter: "order_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_carts_user_id",
                schema: "cart",
                table: "carts",
                column: "user_id",
                unique: true,
                filter: "user_id IS NOT NULL AND status IN ('open', 'checking_out')"
            );

            migrationBuilder.CreateIndex(
                name: "ix_dead_letters_message_id_consumer",
                schema: "cart",
                table: "dead_letters",
                columns: new[] { "message_id", "consumer" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_idempotency_keys_created_at", schema: "cart", table: "idempotency_keys", column: "created_at");

            migrationBuilder.CreateIndex(name: "ix_inbox_messages_handled_at", schema: "cart", table: "inbox_messages", column: "handled_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_bucket_sequence",
                schema: "cart",
                table: "outbox_messages",
                columns: new[] { "bucket", "sequence" },
                filter: "parked_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version",
                schema: "cart",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version1",
                schema: "cart",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                filter: "parked_at IS NOT NULL OR next_attempt_at IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_promotion_redemptions_order_id",
                schema: "cart",
                table: "promotion_redemptions",
                column: "order_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_promotion_redemptions_promotion_id_mail_hash",
                schema: "cart",
                table: "promotion_redemptions",
                columns: new[] { "promotion_id", "mail_hash" },
                filter: "mail_hash IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_promotion_redemptions_promotion_id_person",
                schema: "cart",
                table: "promotion_redemptions",
                columns: new[] { "promotion_id", "person" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_promotions_code",
                schema: "cart",
                table: "promotions",
                column: "code",
                unique: true,
                filter: "deleted_at IS NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_shipping_methods_code", schema: "cart", table: "shipping_methods", column: "code", unique: true);

            migrationBuilder.CreateIndex(name: "ix_shipping_methods_zone", schema: "cart", table: "shipping_methods", column: "zone");

            migrationBuilder
                .CreateIndex(
                    name: "ix_tax_rates_zone_category",
                    schema: "cart",
                    table: "tax_rates",
                    columns: new[] { "zone", "category" },
                    unique: true
                )
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "cart_lines", schema: "cart");

            migrationBuilder.DropTable(name: "dead_letters", schema: "cart");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "cart");

            migrationBuilder.DropTable(name: "inbox_messages", schema: "cart");

            migrationBuilder.DropTable(name: "outbox_leases", schema: "cart");

            migrationBuilder.DropTable(name: "outbox_messages", schema: "cart");

            migrationBuilder.DropTable(name: "outbox_relays", schema: "cart");

            migrationBuilder.DropTable(name: "promotion_redemptions", schema: "cart");

            migrationBuilder.DropTable(name: "promotions", schema: "cart");

            migrationBuilder.DropTable(name: "rules_version", schema: "cart");

            migrationBuilder.DropTable(name: "shipping_methods", schema: "cart");

            migrationBuilder.DropTable(name: "tax_rates", schema: "cart");

            migrationBuilder.DropTable(name: "carts", schema: "cart");

            migrationBuilder.DropTable(name: "shipping_zones", schema: "cart");
        }
    }
}
