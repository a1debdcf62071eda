using Npgsql;

namespace LeakyCauldron.Orders.Tests.Harness;

/// <summary>The three books: what orders say, what our ledger says, what the bank says.</summary>
internal static class Books
{
    private const string Differences = """
        WITH ours AS (SELECT order_id, sum(debit - credit) AS balance FROM payments.ledger_entries WHERE account = 'provider:gringotts' GROUP BY order_id),
        theirs AS (
            SELECT p.order_id, c.captured, c.captured - c.refunded AS balance FROM payments.gringotts_charges c JOIN payments.payments p ON c.key = 'pay_' || replace(p.id::text, '-', ''))
        SELECT o.number || ' ' || o.status || ': order ' || (o.payment_captured - o.payment_refunded) || ', ledger ' || coalesce(ours.balance, 0) || ', bank ' || coalesce(theirs.balance, 0)
        FROM orders.orders o LEFT JOIN ours ON ours.order_id = o.id LEFT JOIN theirs ON theirs.order_id = o.id
        WHERE o.payment_method = 'gringotts' AND (o.payment_captured - o.payment_refunded <> coalesce(ours.balance, 0) OR coalesce(ours.balance, 0) <> coalesce(theirs.balance, 0)
            OR (o.status IN ('cancelled', 'expired', 'payment_failed') AND coalesce(theirs.balance, 0) <> 0)
            OR (o.status IN ('confirmed', 'shipped', 'delivered') AND coalesce(theirs.captured, 0) <> o.total))
        """;

    public static async Task AgreeAsync(string connectionString)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(Differences, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }

        found.ShouldBeEmpty();
    }

    public static async Task<long> BankBalanceAsync(string connectionString)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(sum(captured - refunded), 0)::bigint FROM payments.gringotts_charges",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }
}
