using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.Notifications.Persistence;
using Npgsql;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>Writes down which webhooks are to be told of an event. An event that comes again finds what it has written.</summary>
internal sealed class QueueWebhooks(
    [FromKeyedServices(NotificationsDbContext.Schema)] NpgsqlDataSource database,
    CommitSignal commits,
    ILogger<QueueWebhooks> log
) : IBatchConsumer
{
    public async Task HandleAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken ct)
    {
        if (await WantedAsync(ct) is not { Count: > 0 } wanted)
        {
            return;
        }

        var events = batch.Where(e => e.Defect is null && (wanted.Contains(WebhookEvents.All) || wanted.Contains(e.Type))).ToList();
        var bodies = events.ConvertAll(BodyOf);
        if (events.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(
            """
            INSERT INTO notifications.webhook_deliveries (id, webhook_id, event_id, type, body, created_at)
            SELECT gen_random_uuid(), w.id, e.id, e.type, e.body, now()
              FROM unnest($1, $2, $3) AS e (id, type, body) JOIN notifications.webhooks w ON w.active AND (e.type = ANY (w.events) OR $4 = ANY (w.events))
             WHERE e.body IS NOT NULL
            ON CONFLICT (webhook_id, event_id) DO NOTHING
            """
        );
        command.Parameters.Add(new() { Value = events.Select(e => e.Id).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(e => e.Type).ToArray() });
        command.Parameters.Add(new() { Value = bodies.ToArray() });
        command.Parameters.Add(new() { Value = WebhookEvents.All });
        if (await command.ExecuteNonQueryAsync(ct) > 0)
        {
            commits.Set();
        }
    }

    private async Task<HashSet<string>> WantedAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT DISTINCT unnest(events) FROM notifications.webhooks WHERE active");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            wanted.Add(reader.GetString(0));
        }

        return wanted;
    }

    /// <summary>Null for a payload that is no JSON, which nobody could be told.</summary>
    private string? BodyOf(EventEnvelope e)
    {
        try
        {
            return new JsonObject
            {
                ["id"] = e.Id,
                ["type"] = e.Type,
                ["timestamp"] = e.Time.UtcDateTime,
                ["subject"] = e.Key,
                ["version"] = e.Version,
                ["data"] = JsonNode.Parse(Encoding.UTF8.GetString(e.Data.Span)),
            }.ToJsonString(Json.Wire);
        }
        catch (JsonException)
        {
            log.LogWarning("Event {Id} is not readable; no webhook is told of it.", e.Id);
            return null;
        }
    }
}
