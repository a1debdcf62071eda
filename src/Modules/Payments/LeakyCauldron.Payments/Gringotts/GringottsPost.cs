using System.Text.Json;
using Npgsql;
using Quartz;

namespace LeakyCauldron.Payments.Gringotts;

/// <summary>The bank's post: tells the shop of changes until it is heard, later and later, and as badly as it is told to.</summary>
[DisallowConcurrentExecution]
internal sealed partial class GringottsPost(
    GringottsBank bank,
    GringottsOptions options,
    [FromKeyedServices("payments")] NpgsqlDataSource book,
    IHttpClientFactory clients,
    TimeProvider clock,
    ILogger<GringottsPost> logger
) : IJob
{
    public const string ClientName = "gringotts-webhooks";

    private const int Batch = 50;
    private const int Attempts = 20;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await SendAsync(cancellationToken);

    /// <summary>Tells of what is due; several hosts may do so at once, each change is told by one.</summary>
    public async Task<int> SendAsync(CancellationToken ct)
    {
        await bank.SettleDueAsync(ct);
        var due = await ClaimAsync(ct);
        foreach (var (id, body) in due)
        {
            var heard = false;
            for (var copy = 0; copy < options.WebhookCopies; copy++)
            {
                heard |= await IsHeardAsync(body, ct);
            }

            if (heard)
            {
                await using var forget = book.CreateCommand("DELETE FROM payments.gringotts_events WHERE id = $1");
                forget.Parameters.Add(new() { Value = id });
                await forget.ExecuteNonQueryAsync(ct);
            }
        }

        return due.Count;
    }

    private async Task<List<(Guid Id, byte[] Body)>> ClaimAsync(CancellationToken ct)
    {
        var order = options.WebhooksReversed ? "DESC" : "ASC";
        await using var command = book.CreateCommand(
            $"""
            WITH claimed AS (
                UPDATE payments.gringotts_events SET attempts = attempts + 1, due_at = now() + least(power(2, attempts), 3600) * interval '5 seconds'
                WHERE id IN (
                    SELECT id FROM payments.gringotts_events WHERE due_at <= now() AND attempts < {Attempts}
                    ORDER BY happened_at {order} LIMIT {Batch} FOR UPDATE SKIP LOCKED)
                RETURNING id, charge_key, kind, happened_at)
            SELECT e.id, e.kind, e.happened_at, c.key, c.reference, c.amount, c.currency
            FROM claimed e JOIN payments.gringotts_charges c ON c.key = e.charge_key ORDER BY e.happened_at {order}
            """
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<(Guid, byte[])>();
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetGuid(0);
            var told = new
            {
                id = $"evt_{id:N}",
                type = reader.GetString(1),
                created = new DateTimeOffset(reader.GetDateTime(2)).ToUnixTimeSeconds(),
                data = new
                {
                    key = reader.GetString(3),
                    reference = reader.GetString(4),
                    amount = reader.GetInt64(5),
                    currency = reader.GetString(6),
                },
            };
            events.Add((id, JsonSerializer.SerializeToUtf8Bytes(told)));
        }

        return events;
    }

    private async Task<bool> IsHeardAsync(byte[] body, CancellationToken ct)
    {
        try
        {
            using var http = clients.CreateClient(ClientName);
            using var request = new HttpRequestMessage(HttpMethod.Post, options.WebhookUrl) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add(GringottsNotice.Header, GringottsNotice.Sign(body, options.WebhookSecrets[0], clock.GetUtcNow()));
            using var answer = await http.SendAsync(request, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            Unheard(logger, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gringotts could not tell the shop of a change; it will try again")]
    private static partial void Unheard(ILogger logger, Exception e);
}
