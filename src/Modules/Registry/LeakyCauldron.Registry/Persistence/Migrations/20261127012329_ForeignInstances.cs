using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LeakyCauldron.Registry.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ForeignInstances : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Leases of hosts that knew no address: those that live register again within 30 s.
            migrationBuilder.Sql("DELETE FROM registry.instances");

            migrationBuilder.AddColumn<string>(
                name: "address",
                schema: "registry",
                table: "instances",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<long>(
                name: "dirty_at",
                schema: "registry",
                table: "instances",
                type: "bigint",
                nullable: false,
                defaultValue: 0L
            );

            migrationBuilder.AddColumn<int>(
                name: "duration_seconds",
                schema: "registry",
                table: "instances",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<string>(
                name: "ill",
                schema: "registry",
                table: "instances",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "metadata",
                schema: "registry",
                table: "instances",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'"
            );

            migrationBuilder.AddColumn<string>(
                name: "override",
                schema: "registry",
                table: "instances",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true
            );

            migrationBuilder.AddColumn<Guid>(name: "process", schema: "registry", table: "instances", type: "uuid", nullable: true);

            migrationBuilder.AddColumn<string>(name: "record", schema: "registry", table: "instances", type: "jsonb", nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "renewal_seconds",
                schema: "registry",
                table: "instances",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "up_since",
                schema: "registry",
                table: "instances",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "updated_at",
                schema: "registry",
                table: "instances",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0))
            );

            migrationBuilder.CreateTable(
                name: "history",
                schema: "registry",
                columns: table => new
                {
                    id = table
                        .Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    app = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    instance_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    record = table.Column<string>(type: "jsonb", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_history", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "version",
                schema: "registry",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_version", x => x.id);
                }
            );

            migrationBuilder.CreateIndex(name: "ix_instances_instance_id", schema: "registry", table: "instances", column: "instance_id");

            migrationBuilder.CreateIndex(name: "ix_history_at", schema: "registry", table: "history", column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "history", schema: "registry");

            migrationBuilder.DropTable(name: "version", schema: "registry");

            migrationBuilder.DropIndex(name: "ix_instances_instance_id", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "address", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "dirty_at", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "duration_seconds", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "ill", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "metadata", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "override", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "process", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "record", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "renewal_seconds", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "up_since", schema: "registry", table: "instances");

            migrationBuilder.DropColumn(name: "updated_at", schema: "registry", table: "instances");
        }
    }
}
