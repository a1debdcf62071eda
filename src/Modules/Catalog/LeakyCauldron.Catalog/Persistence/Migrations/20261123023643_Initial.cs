using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LeakyCauldron.Catalog.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "catalog");

            migrationBuilder.CreateTable(
                name: "attributes",
                schema: "catalog",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    @namespace = table.Column<string>(name: "namespace", type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attributes", x => x.name);
                }
            );

            migrationBuilder.CreateTable(
                name: "categories",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    slug = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    path_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    path_slugs = table.Column<string[]>(type: "text[]", nullable: false),
                    path_names = table.Column<string[]>(type: "text[]", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_categories", x => x.id);
                    table.ForeignKey(
                        name: "fk_categories_categories_parent_id",
                        column: x => x.parent_id,
                        principalSchema: "catalog",
                        principalTable: "categories",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "collections",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    rules = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_collections", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "dead_letters",
                schema: "catalog",
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
                schema: "catalog",
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
                name: "imports",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    currency = table.Column<string>(type: "char(3)", nullable: false),
                    spool_file = table.Column<string>(type: "text", nullable: true),
                    total = table.Column<int>(type: "integer", nullable: false),
                    processed = table.Column<int>(type: "integer", nullable: false),
                    created = table.Column<int>(type: "integer", nullable: false),
                    updated = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false),
                    failed = table.Column<int>(type: "integer", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    actor = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imports", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "inbox_messages",
                schema: "catalog",
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
                name: "location_levels",
                schema: "catalog",
                columns: table => new
                {
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    on_hand = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_location_levels", x => new { x.variant_id, x.location_id });
                }
            );

            migrationBuilder.CreateTable(
                name: "locations",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_locations", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "outbox_leases",
                schema: "catalog",
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
                    schema: "catalog",
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
                schema: "catalog",
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
                name: "price_history",
                schema: "catalog",
                columns: table => new
                {
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "char(3)", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_price_history",
                        x => new
                        {
                            x.variant_id,
                            x.currency,
                            x.ended_at,
                        }
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "slug_history",
                schema: "catalog",
                columns: table => new
                {
                    slug = table.Column<string>(type: "text", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slug_history", x => x.slug);
                }
            );

            migrationBuilder
                .CreateTable(
                    name: "stock_levels",
                    schema: "catalog",
                    columns: table => new
                    {
                        variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                        product_id = table.Column<Guid>(type: "uuid", nullable: false),
                        tracked = table.Column<bool>(type: "boolean", nullable: false),
                        backorder = table.Column<bool>(type: "boolean", nullable: false),
                        on_hand = table.Column<int>(type: "integer", nullable: false),
                        reserved = table.Column<int>(type: "integer", nullable: false),
                        imported_quantity = table.Column<int>(type: "integer", nullable: true),
                        xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    },
                    constraints: table =>
                    {
                        table.PrimaryKey("pk_stock_levels", x => x.variant_id);
                        table.CheckConstraint("ck_stock_levels_available", "NOT tracked OR backorder OR on_hand >= reserved");
                        table.CheckConstraint("ck_stock_levels_reserved", "reserved >= 0");
                    }
                )
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "stock_marks",
                schema: "catalog",
                columns: table => new
                {
                    id = table
                        .Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_marks", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "stock_movements",
                schema: "catalog",
                columns: table => new
                {
                    id = table
                        .Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    delta = table.Column<int>(type: "integer", nullable: false),
                    on_hand = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_movements", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "stock_reservations",
                schema: "catalog",
                columns: table => new
                {
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    counted = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_reservations", x => new { x.order_id, x.variant_id });
                }
            );

            migrationBuilder.CreateTable(
                name: "products",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    sort_title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    description_html = table.Column<string>(type: "text", nullable: false),
                    brand = table.Column<string>(type: "text", nullable: true),
                    category_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    seo_title = table.Column<string>(type: "text", nullable: true),
                    seo_description = table.Column<string>(type: "text", nullable: true),
                    attributes = table.Column<string>(type: "jsonb", nullable: false),
                    tags = table.Column<List<string>>(type: "text[]", nullable: false),
                    option_names = table.Column<List<string>>(type: "text[]", nullable: false),
                    images = table.Column<string>(type: "jsonb", nullable: false),
                    rating_average = table.Column<double>(type: "double precision", nullable: false),
                    rating_count = table.Column<int>(type: "integer", nullable: false),
                    sold_count = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    import_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    announced = table.Column<bool>(type: "boolean", nullable: false),
                    in_stock = table.Column<bool>(type: "boolean", nullable: false),
                    variant_count = table.Column<int>(type: "integer", nullable: false),
                    image = table.Column<string>(type: "text", nullable: true),
                    next_change_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    event_version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products", x => x.id);
                    table.ForeignKey(
                        name: "fk_products_categories_category_id",
                        column: x => x.category_id,
                        principalSchema: "catalog",
                        principalTable: "categories",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "collection_products",
                schema: "catalog",
                columns: table => new
                {
                    collection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_collection_products", x => new { x.collection_id, x.product_id });
                    table.ForeignKey(
                        name: "fk_collection_products_collections_collection_id",
                        column: x => x.collection_id,
                        principalSchema: "catalog",
                        principalTable: "collections",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "import_errors",
                schema: "catalog",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    line = table.Column<long>(type: "bigint", nullable: false),
                    field = table.Column<string>(type: "text", nullable: true),
                    code = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_errors", x => new { x.import_id, x.number });
                    table.ForeignKey(
                        name: "fk_import_errors_imports_import_id",
                        column: x => x.import_id,
                        principalSchema: "catalog",
                        principalTable: "imports",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "list_prices",
                schema: "catalog",
                columns: table => new
                {
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "char(3)", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    compare_at = table.Column<long>(type: "bigint", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_list_prices", x => new { x.product_id, x.currency });
                    table.ForeignKey(
                        name: "fk_list_prices_products_product_id",
                        column: x => x.product_id,
                        principalSchema: "catalog",
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "variants",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "text", nullable: false),
                    barcode = table.Column<string>(type: "text", nullable: true),
                    option_values = table.Column<List<string>>(type: "text[]", nullable: false),
                    weight_grams = table.Column<int>(type: "integer", nullable: false),
                    requires_shipping = table.Column<bool>(type: "boolean", nullable: false),
                    taxable = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    image = table.Column<string>(type: "text", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_variants", x => x.id);
                    table.ForeignKey(
                        name: "fk_variants_products_product_id",
                        column: x => x.product_id,
                        principalSchema: "catalog",
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "prices",
                schema: "catalog",
                columns: table => new
                {
                    variant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "char(3)", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    compare_at = table.Column<long>(type: "bigint", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_prices",
                        x => new
                        {
                            x.variant_id,
                            x.currency,
                            x.valid_from,
                        }
                    );
                    table.ForeignKey(
                        name: "fk_prices_variants_variant_id",
                        column: x => x.variant_id,
                        principalSchema: "catalog",
                        principalTable: "variants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.InsertData(
                schema: "catalog",
                table: "locations",
                columns: new[] { "id", "code", "name", "position" },
                values: new object[] { new Guid("0198c0de-0000-7000-8000-d1a604a11e70"), "diagon-alley", "Diagon Alley", 1 }
            );

            migrationBuilder.CreateIndex(
                name: "ix_attributes_namespace_key",
                schema: "catalog",
                table: "attributes",
                columns: new[] { "namespace", "key" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_categories_parent_id", schema: "catalog", table: "categories", column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_categories_path_names",
                schema: "catalog",
                table: "categories",
                column: "path_names",
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_categories_slug", schema: "catalog", table: "categories", column: "slug", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_collection_products_product_id",
                schema: "catalog",
                table: "collection_products",
                column: "product_id"
            );

            migrationBuilder.CreateIndex(name: "ix_collections_slug", schema: "catalog", table: "collections", column: "slug", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_dead_letters_message_id_consumer",
                schema: "catalog",
                table: "dead_letters",
                columns: new[] { "message_id", "consumer" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_idempotency_keys_created_at", schema: "catalog", table: "idempotency_keys", column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_imports_created_at",
                schema: "catalog",
                table: "imports",
                column: "created_at",
                filter: "status = 'running'"
            );

            migrationBuilder.CreateIndex(name: "ix_inbox_messages_handled_at", schema: "catalog", table: "inbox_messages", column: "handled_at");

            migrationBuilder.CreateIndex(
                name: "ix_list_prices_currency_amount_product_id",
                schema: "catalog",
                table: "list_prices",
                columns: new[] { "currency", "amount", "product_id" }
            );

            migrationBuilder.CreateIndex(name: "ix_locations_code", schema: "catalog", table: "locations", column: "code", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_bucket_sequence",
                schema: "catalog",
                table: "outbox_messages",
                columns: new[] { "bucket", "sequence" },
                filter: "parked_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version",
                schema: "catalog",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_key_version1",
                schema: "catalog",
                table: "outbox_messages",
                columns: new[] { "key", "version" },
                filter: "parked_at IS NOT NULL OR next_attempt_at IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_brand",
                schema: "catalog",
                table: "products",
                column: "brand",
                filter: "status = 'active' AND deleted_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_category_id",
                schema: "catalog",
                table: "products",
                column: "category_id",
                filter: "status = 'active' AND deleted_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_next_change_at",
                schema: "catalog",
                table: "products",
                column: "next_change_at",
                filter: "next_change_at IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_published_at_id",
                schema: "catalog",
                table: "products",
                columns: new[] { "published_at", "id" },
                filter: "status = 'active' AND deleted_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_rating_average_rating_count_id",
                schema: "catalog",
                table: "products",
                columns: new[] { "rating_average", "rating_count", "id" },
                filter: "status = 'active' AND deleted_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_slug",
                schema: "catalog",
                table: "products",
                column: "slug",
                unique: true,
                filter: "deleted_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_sold_count_id",
                schema: "catalog",
                table: "products",
                columns: new[] { "sold_count", "id" },
                filter: "status = 'active' AND deleted_at IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_products_sort_title_id",
                schema: "catalog",
                table: "products",
                columns: new[] { "sort_title", "id" },
                filter: "status = 'active' AND deleted_at IS NULL"
            );

            migrationBuilder
                .CreateIndex(
                    name: "ix_products_tags",
                    schema: "catalog",
                    table: "products",
                    column: "tags",
                    filter: "status = 'active' AND deleted_at IS NULL"
                )
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(name: "ix_slug_history_product_id", schema: "catalog", table: "slug_history", column: "product_id");

            migrationBuilder.CreateIndex(name: "ix_stock_levels_product_id", schema: "catalog", table: "stock_levels", column: "product_id");

            migrationBuilder.CreateIndex(
                name: "ix_stock_movements_variant_id_id",
                schema: "catalog",
                table: "stock_movements",
                columns: new[] { "variant_id", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_stock_reservations_expires_at",
                schema: "catalog",
                table: "stock_reservations",
                column: "expires_at",
                filter: "state = 'open'"
            );

            migrationBuilder.CreateIndex(name: "ix_variants_product_id", schema: "catalog", table: "variants", column: "product_id");

            migrationBuilder.CreateIndex(
                name: "ix_variants_sku",
                schema: "catalog",
                table: "variants",
                column: "sku",
                unique: true,
                filter: "deleted_at IS NULL"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "attributes", schema: "catalog");

            migrationBuilder.DropTable(name: "collection_products", schema: "catalog");

            migrationBuilder.DropTable(name: "dead_letters", schema: "catalog");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "catalog");

            migrationBuilder.DropTable(name: "import_errors", schema: "catalog");

            migrationBuilder.DropTable(name: "inbox_messages", schema: "catalog");

            migrationBuilder.DropTable(name: "list_prices", schema: "catalog");

            migrationBuilder.DropTable(name: "location_levels", schema: "catalog");

            migrationBuilder.DropTable(name: "locations", schema: "catalog");

            migrationBuilder.DropTable(name: "outbox_leases", schema: "catalog");

            migrationBuilder.DropTable(name: "outbox_messages", schema: "catalog");

            migrationBuilder.DropTable(name: "outbox_relays", schema: "catalog");

            migrationBuilder.DropTable(name: "price_history", schema: "catalog");

            migrationBuilder.DropTable(name: "prices", schema: "catalog");

            migrationBuilder.DropTable(name: "slug_history", schema: "catalog");

            migrationBuilder.DropTable(name: "stock_levels", schema: "catalog");

            migrationBuilder.DropTable(name: "stock_marks", schema: "catalog");

            migrationBuilder.DropTable(name: "stock_movements", schema: "catalog");

            migrationBuilder.DropTable(name: "stock_reservations", schema: "catalog");

            migrationBuilder.DropTable(name: "collections", schema: "catalog");

            migrationBuilder.DropTable(name: "imports", schema: "catalog");

            migrationBuilder.DropTable(name: "variants", schema: "catalog");

            migrationBuilder.DropTable(name: "products", schema: "catalog");

            migrationBuilder.DropTable(name: "categories", schema: "catalog");
        }
    }
}
