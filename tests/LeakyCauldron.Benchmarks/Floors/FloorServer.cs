using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.Benchmarks.Floors;

/// <summary>
/// The least that a server in .NET has to do: F1 answers given bytes from memory, F2 asks the database once and serialises the answer, F3 writes what a checkout writes in
/// one transaction; <c>line</c> is one small write in a transaction of its own.
/// </summary>
internal static class FloorServer
{
    /// <summary>Arguments: port, file with F1's bytes, connection string.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (port, file, postgres) = (arguments[0], arguments[1], arguments[2]);
        var bytes = await File.ReadAllBytesAsync(file);
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres)
            {
                MaxPoolSize = 32,
                MaxAutoPrepare = 16,
                AutoPrepareMinUsages = 2,
            }.ConnectionString
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddSingleton(database);
        await using var app = builder.Build();
        app.MapGet("/f1", () => TypedResults.Bytes(bytes, "application/json"));
        app.MapGet("/f2/{page:int}", PageAsync);
        app.MapPost("/line/{cart:int}", LineAsync);
        app.MapPost("/f3", CheckoutAsync);
        await app.RunAsync();
        return 0;
    }

    /// <summary>24 products as a page shows them.</summary>
    private static async Task<IResult> PageAsync(int page, NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "SELECT id, slug, title, brand, amount, in_stock, image FROM floor_products WHERE page = $1 ORDER BY title LIMIT 24"
        );
        command.Parameters.Add(new() { Value = page });
        await using var reader = await command.ExecuteReaderAsync();
        var items = new List<FloorProduct>(24);
        while (await reader.ReadAsync())
        {
            items.Add(
                new(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetInt64(4),
                    reader.GetBoolean(5),
                    reader.GetString(6)
                )
            );
        }

        return TypedResults.Json(new FloorPage(items, items.Count), JsonSerializerOptions.Web);
    }

    private static async Task<IResult> LineAsync(int cart, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            "INSERT INTO floor_lines (cart, quantity) VALUES ($1, 1) ON CONFLICT (cart) DO UPDATE SET quantity = floor_lines.quantity + 1 RETURNING quantity",
            connection
        )
        {
            Parameters = { new() { Value = cart } },
        };
        var quantity = (int)(await command.ExecuteScalarAsync())!;
        await transaction.CommitAsync();
        return TypedResults.Json(new { cart, quantity });
    }

    /// <summary>Stock, order, line, payment, outbox: one round trip, one commit.</summary>
    private static async Task<IResult> CheckoutAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var order = Guid.CreateVersion7();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            new("UPDATE floor_stock SET available = available - 1 WHERE sku = $1 AND available > 0")
            {
                Parameters = { new() { Value = Random.Shared.Next(1000) } },
            }
        );
        foreach (var table in new[] { "orders", "order_lines", "payments", "outbox" })
        {
            batch.BatchCommands.Add(
                new($"INSERT INTO floor_{table} (id, order_id, body) VALUES ($1, $2, $3)")
                {
                    Parameters =
                    {
                        new() { Value = Guid.CreateVersion7() },
                        new() { Value = order },
                        new() { Value = Body },
                    },
                }
            );
        }

        await batch.ExecuteNonQueryAsync();
        return TypedResults.Json(new { order });
    }

    private static readonly string Body = new('x', 400);

    private sealed record FloorProduct(Guid Id, string Slug, string Title, string Brand, long Amount, bool InStock, string Image);

    private sealed record FloorPage(IReadOnlyList<FloorProduct> Items, int Total);
}
