using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;

namespace LeakyCauldron.Payments.Gringotts;

/// <summary>How a charge stands in the bank's book.</summary>
internal sealed record BankCharge(
    string Key,
    string Reference,
    ChargeState State,
    string? Code,
    long Amount,
    string Currency,
    long Captured,
    long Refunded
);

/// <summary>A request that contradicts an earlier one with its key, or asks for more than there is.</summary>
internal sealed class BankRefusalException(string code) : Exception($"Gringotts refuses: {code}.")
{
    public string Code { get; } = code;
}

/// <summary>
/// Gringotts, the sandbox bank: a book of its own, on connections of its own, by the database's clock. Every request carries a key; the first request with a key decides, and
/// the same request again answers how it stands.
/// </summary>
internal sealed class GringottsBank(NpgsqlDataSource dataSource, GringottsOptions options)
{
    private const string Columns = "key, reference, state, code, amount, currency, captured, refunded";

    /// <summary>One statement: the charge, and its capture if the token is good for one at once.</summary>
    public async Task<BankCharge> ChargeAsync(string key, Money amount, string token, TokenBehaviour behaviour, bool capture, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            WITH charge AS (
                INSERT INTO payments.gringotts_charges AS c
                    (key, reference, amount, currency, token, capture, state, code, settles_to, settles_at, captured, refunded, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10, CASE WHEN $7 = 'captured' THEN $3 ELSE 0 END, 0, now())
                ON CONFLICT (key) DO UPDATE SET key = c.key
                RETURNING {Columns}, xmax = 0 AS fresh),
            movement AS (
                INSERT INTO payments.gringotts_movements (key, charge_key, kind, amount, booked_at)
                SELECT key, key, 'capture', amount, now() FROM charge WHERE fresh AND state = 'captured'){Told("charge WHERE fresh")}
            SELECT {Columns} FROM charge
            """
        );
        var lifetime = behaviour.State == ChargeState.RequiresAction ? options.ChallengeLifetime : options.SettleAfter;
        Add(command, key, Reference(), amount.Amount, amount.Currency, token, capture, Text(Held(behaviour.State, capture)), behaviour.Code);
        Add(command, behaviour.SettlesTo is { } to ? Text(Held(to, capture)) : null, behaviour.SettlesTo is null ? null : lifetime);
        var charge = await ReadAsync(command, ct) ?? throw new InvalidOperationException("The bank's book did not answer.");
        return charge.Amount == amount.Amount && charge.Currency == amount.Currency ? charge : throw new BankRefusalException("key_reused");
    }

    /// <summary>How a charge stands, after what was due to happen to it has happened.</summary>
    public async Task<BankCharge?> FindAsync(string key, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            {Settling("key = $1")}
            SELECT {Columns} FROM settled
            UNION ALL
            SELECT {Columns} FROM payments.gringotts_charges WHERE key = $1 AND NOT EXISTS (SELECT FROM settled)
            """
        );
        Add(command, key);
        return await ReadAsync(command, ct);
    }

    /// <summary>A page of the book, in the order of the keys.</summary>
    public async Task<IReadOnlyList<(BankCharge Charge, DateTimeOffset CreatedAt)>> ReadAsync(string after, int limit, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            SELECT {Columns}, created_at FROM payments.gringotts_charges WHERE key COLLATE "C" > $1 ORDER BY key COLLATE "C" LIMIT $2
            """
        );
        Add(command, after, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var page = new List<(BankCharge, DateTimeOffset)>();
        while (await reader.ReadAsync(ct))
        {
            page.Add((Charge(reader), reader.GetFieldValue<DateTimeOffset>(8)));
        }

        return page;
    }

    /// <summary>Does what is due, whether or not anybody asks.</summary>
    public async Task SettleDueAsync(CancellationToken ct)
    {
        const string Due = "key IN (SELECT key FROM payments.gringotts_charges WHERE settles_at <= now() LIMIT 500 FOR UPDATE SKIP LOCKED)";
        await using var command = dataSource.CreateCommand($"{Settling(Due)} SELECT count(*) FROM settled");
        await command.ExecuteScalarAsync(ct);
    }

    public async Task<BankCharge> CaptureAsync(string key, string chargeKey, Money amount, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            WITH charge AS (
                UPDATE payments.gringotts_charges SET state = 'captured', captured = $3
                WHERE key = $2 AND state = 'authorized' AND amount >= $3
                RETURNING {Columns}),
            movement AS (
                INSERT INTO payments.gringotts_movements (key, charge_key, kind, amount, booked_at) SELECT $1, key, 'capture', $3, now() FROM charge){Told(
                "charge"
            )}
            SELECT {Columns} FROM charge
            """
        );
        Add(command, key, chargeKey, amount.Amount);
        return await ReadAsync(command, ct) ?? await FindAsync(chargeKey, ct) ?? throw new BankRefusalException("charge_not_found");
    }

    /// <summary>Ends a charge that has taken nothing. One that has not arrived yet is written down as ended, so that it is refused when it does.</summary>
    public async Task<BankCharge> VoidAsync(string chargeKey, Money amount, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            WITH charge AS (
                INSERT INTO payments.gringotts_charges AS c (key, reference, amount, currency, token, capture, state, code, captured, refunded, created_at)
                VALUES ($1, $2, $3, $4, '', false, 'voided', 'voided', 0, 0, now())
                ON CONFLICT (key) DO UPDATE SET
                    state = CASE WHEN c.state IN ('processing', 'requires_action', 'authorized') THEN 'voided' ELSE c.state END,
                    settles_to = NULL, settles_at = NULL
                RETURNING {Columns}){Told("charge")}
            SELECT {Columns} FROM charge
            """
        );
        Add(command, chargeKey, Reference(), amount.Amount, amount.Currency);
        return await ReadAsync(command, ct) ?? throw new InvalidOperationException("The bank's book did not answer.");
    }

    public async Task RefundAsync(string key, string chargeKey, Money amount, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var known = new NpgsqlCommand("SELECT 1 FROM payments.gringotts_movements WHERE key = $1", connection);
        await using var charge = new NpgsqlCommand(
            "UPDATE payments.gringotts_charges SET refunded = refunded + $2 WHERE key = $1 AND currency = $3 AND captured - refunded >= $2",
            connection
        );
        await using var movement = new NpgsqlCommand(
            "INSERT INTO payments.gringotts_movements (key, charge_key, kind, amount, booked_at) VALUES ($1, $2, 'refund', $3, now())",
            connection
        );
        await using var row = new NpgsqlCommand("SELECT 1 FROM payments.gringotts_charges WHERE key = $1 FOR UPDATE", connection);
        Add(row, chargeKey);
        Add(known, key);
        Add(charge, chargeKey, amount.Amount, amount.Currency);
        Add(movement, key, chargeKey, amount.Amount);
        await row.ExecuteScalarAsync(ct);
        if (await known.ExecuteScalarAsync(ct) is not null)
        {
            return;
        }

        if (await charge.ExecuteNonQueryAsync(ct) == 0)
        {
            throw new BankRefusalException("insufficient_captured");
        }

        await movement.ExecuteNonQueryAsync(ct);
        if (options.WebhookUrl is not null)
        {
            await using var told = new NpgsqlCommand(Telling("(SELECT $1::text AS key, 'refunded' AS state) AS charge"), connection);
            Add(told, chargeKey);
            await told.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>The shopper's answer to a challenge; null if there is none open with this reference.</summary>
    public async Task<BankCharge?> AnswerChallengeAsync(string reference, bool approve, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            WITH charge AS (
                UPDATE payments.gringotts_charges
                SET state = CASE WHEN NOT $2 THEN 'declined' WHEN capture THEN 'captured' ELSE 'authorized' END,
                    captured = CASE WHEN $2 AND capture THEN amount ELSE 0 END,
                    code = CASE WHEN $2 THEN NULL ELSE 'authentication_failed' END, settles_to = NULL, settles_at = NULL
                WHERE reference = $1 AND state = 'requires_action' AND settles_at > now()
                RETURNING {Columns}),
            movement AS (
                INSERT INTO payments.gringotts_movements (key, charge_key, kind, amount, booked_at)
                SELECT key, key, 'capture', amount, now() FROM charge WHERE state = 'captured'){Told("charge")}
            SELECT {Columns} FROM charge
            """
        );
        Add(command, reference, approve);
        return await ReadAsync(command, ct);
    }

    public async Task<BankCharge?> FindChallengeAsync(string reference, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT {Columns} FROM payments.gringotts_charges WHERE reference = $1 AND state = 'requires_action'"
        );
        Add(command, reference);
        return await ReadAsync(command, ct);
    }

    private string Settling(string which) =>
        $"""
            WITH settled AS (
                UPDATE payments.gringotts_charges
                SET state = settles_to, captured = CASE WHEN settles_to = 'captured' THEN amount ELSE 0 END, settles_to = NULL, settles_at = NULL
                WHERE {which} AND settles_at <= now()
                RETURNING {Columns}),
            movement AS (
                INSERT INTO payments.gringotts_movements (key, charge_key, kind, amount, booked_at)
                SELECT key, key, 'capture', amount, now() FROM settled WHERE state = 'captured'){Told("settled")}
            """;

    /// <summary>What happened is written down with the change itself, if there is anybody to tell.</summary>
    private string Told(string source) => options.WebhookUrl is null ? "" : $", told AS ({Telling(source)})";

    private string Telling(string source) =>
        $"""
            INSERT INTO payments.gringotts_events (id, charge_key, kind, attempts, due_at, happened_at)
            SELECT gen_random_uuid(), key, 'charge.' || state, 0, now() + interval '{(long)
                options.WebhookDelay.TotalMilliseconds} milliseconds', clock_timestamp()
            FROM {source}
            """;

    private static async Task<BankCharge?> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Charge(reader) : null;
    }

    private static BankCharge Charge(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            Enum.Parse<ChargeState>(row.GetString(2).Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetInt64(4),
            row.GetString(5),
            row.GetInt64(6),
            row.GetInt64(7)
        );

    private static void Add(NpgsqlCommand command, params object?[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(
                value is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown } : new() { Value = value }
            );
        }
    }

    private static ChargeState Held(ChargeState state, bool capture) => state == ChargeState.Captured && !capture ? ChargeState.Authorized : state;

    private static string Text(ChargeState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private static string Reference() => $"gr_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
}
