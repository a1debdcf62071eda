using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeakyCauldron.Identity.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class LocksFactorsPasskeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "locked_at",
                schema: "identity",
                table: "users",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "pending_email",
                schema: "identity",
                table: "users",
                type: "character varying(256)",
                maxLength: 256,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "previous_email",
                schema: "identity",
                table: "users",
                type: "character varying(256)",
                maxLength: 256,
                nullable: true
            );

            migrationBuilder.AddColumn<byte[]>(name: "totp_key", schema: "identity", table: "users", type: "bytea", nullable: true);

            migrationBuilder.AddColumn<long>(name: "totp_step", schema: "identity", table: "users", type: "bigint", nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "authenticated_at",
                schema: "identity",
                table: "sessions",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "ended_sessions",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ended_sessions", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "passkey_challenges",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_passkey_challenges", x => x.id);
                    table.ForeignKey(
                        name: "fk_passkey_challenges_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "identity",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "passkeys",
                schema: "identity",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_passkeys_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "identity",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "recovery_codes",
                schema: "identity",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recovery_codes", x => new { x.user_id, x.hash });
                    table.ForeignKey(
                        name: "fk_recovery_codes_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "identity",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "ix_sessions_last_seen_at", schema: "identity", table: "sessions", column: "last_seen_at");

            migrationBuilder.CreateIndex(name: "ix_ended_sessions_ended_at", schema: "identity", table: "ended_sessions", column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_passkey_challenges_expires_at",
                schema: "identity",
                table: "passkey_challenges",
                column: "expires_at"
            );

            migrationBuilder.CreateIndex(name: "ix_passkey_challenges_user_id", schema: "identity", table: "passkey_challenges", column: "user_id");

            migrationBuilder.CreateIndex(name: "ix_passkeys_user_id", schema: "identity", table: "passkeys", column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "ended_sessions", schema: "identity");

            migrationBuilder.DropTable(name: "passkey_challenges", schema: "identity");

            migrationBuilder.DropTable(name: "passkeys", schema: "identity");

            migrationBuilder.DropTable(name: "recovery_codes", schema: "identity");

            migrationBuilder.DropIndex(name: "ix_sessions_last_seen_at", schema: "identity", table: "sessions");

            migrationBuilder.DropColumn(name: "locked_at", schema: "identity", table: "users");

            migrationBuilder.DropColumn(name: "pending_email", schema: "identity", table: "users");

            migrationBuilder.DropColumn(name: "previous_email", schema: "identity", table: "users");

            migrationBuilder.DropColumn(name: "totp_key", schema: "identity", table: "users");

            migrationBuilder.DropColumn(name: "totp_step", schema: "identity", table: "users");

            migrationBuilder.DropColumn(name: "authenticated_at", schema: "identity", table: "sessions");
        }
    }
}
