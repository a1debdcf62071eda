using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Catalog.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Reviews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "purchases",
                schema: "catalog",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_purchases", x => new { x.user_id, x.product_id });
                }
            );

            migrationBuilder.CreateTable(
                name: "reviews",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author = table.Column<string>(type: "text", nullable: true),
                    rating = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    verified_purchase = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    helpful = table.Column<int>(type: "integer", nullable: false),
                    unhelpful = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    moderated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    moderated_by = table.Column<Guid>(type: "uuid", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reviews", x => x.id);
                    table.CheckConstraint("ck_reviews_rating", "rating BETWEEN 1 AND 5");
                    table.ForeignKey(
                        name: "fk_reviews_products_product_id",
                        column: x => x.product_id,
                        principalSchema: "catalog",
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "review_votes",
                schema: "catalog",
                columns: table => new
                {
                    review_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    helpful = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_votes", x => new { x.review_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_review_votes_reviews_review_id",
                        column: x => x.review_id,
                        principalSchema: "catalog",
                        principalTable: "reviews",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "ix_review_votes_user_id", schema: "catalog", table: "review_votes", column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_reviews_product_id_id",
                schema: "catalog",
                table: "reviews",
                columns: new[] { "product_id", "id" },
                filter: "status = 'approved'"
            );

            migrationBuilder.CreateIndex(
                name: "ix_reviews_product_id_user_id",
                schema: "catalog",
                table: "reviews",
                columns: new[] { "product_id", "user_id" },
                unique: true,
                filter: "user_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_reviews_status_id", schema: "catalog", table: "reviews", columns: new[] { "status", "id" });

            migrationBuilder.CreateIndex(name: "ix_reviews_user_id", schema: "catalog", table: "reviews", column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "purchases", schema: "catalog");

            migrationBuilder.DropTable(name: "review_votes", schema: "catalog");

            migrationBuilder.DropTable(name: "reviews", schema: "catalog");
        }
    }
}
