using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Tests;

public sealed class TestDatabaseTests
{
    [Fact]
    public async Task A_template_is_built_once_for_all_who_ask_at_once_and_its_copies_are_apart()
    {
        var key = Guid.CreateVersion7().ToString("N")[^12..];
        var built = 0;
        Task<TestDatabase> Create() =>
            TestDatabase.CreateAsync(
                key,
                async connection =>
                {
                    Interlocked.Increment(ref built);
                    await ExecuteAsync(connection, "CREATE TABLE potions (name text); INSERT INTO potions VALUES ('amortentia')");
                    // Left open: a template must come about even so.
                    await new NpgsqlConnection(connection).OpenAsync();
                }
            );

        var copies = await Task.WhenAll(Create(), Create(), Create());
        await ExecuteAsync(copies[0].ConnectionString, "DELETE FROM potions");

        built.ShouldBe(1);
        (await CountAsync(copies[0])).ShouldBe(0);
        (await CountAsync(copies[1])).ShouldBe(1);

        foreach (var copy in copies)
        {
            await copy.DisposeAsync();
        }

        (await Should.ThrowAsync<PostgresException>(() => CountAsync(copies[1]))).SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
    }

    [Fact]
    public async Task A_template_whose_build_failed_is_built_by_the_next()
    {
        var key = Guid.CreateVersion7().ToString("N")[^12..];
        await Should.ThrowAsync<InvalidOperationException>(() =>
            TestDatabase.CreateAsync(
                key,
                async connection =>
                {
                    await ExecuteAsync(connection, "CREATE TABLE potions (name text)");
                    throw new InvalidOperationException("half done");
                }
            )
        );

        await using var database = await TestDatabase.CreateAsync(key, connection => ExecuteAsync(connection, "CREATE TABLE potions (name text)"));

        (await CountAsync(database)).ShouldBe(0);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(TestDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM potions");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
