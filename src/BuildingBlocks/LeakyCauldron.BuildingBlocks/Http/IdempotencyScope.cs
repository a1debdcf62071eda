using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>
/// The run of one Idempotency-Key in this flow of control. The first command sent takes it; commands that one sends to other modules do not see it.
/// </summary>
public sealed class IdempotencyScope(string scope, string key, Guid token, string? storedResult)
{
    private static readonly AsyncLocal<IdempotencyScope?> Ambient = new();
    private object? _owner;

    /// <summary>The scope of the present request, if it carries a key.</summary>
    public static IdempotencyScope? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>The result committed by an earlier run that died before it could answer.</summary>
    public string? StoredResult { get; } = storedResult;

    /// <summary>The caller's key; also a good base for keys sent on to a bank.</summary>
    public string Key { get; } = key;

    /// <summary>True once a command has committed under this key, so the record must survive even a failed answer.</summary>
    public bool ResultStored { get; private set; }

    internal static T Deserialize<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Json.Wire) ?? throw new InvalidOperationException("A stored result is not readable.");

    internal IdempotencyScope? Take(object request) =>
        Interlocked.CompareExchange(ref _owner, request, null) is null || ReferenceEquals(_owner, request) ? this : null;

    internal async Task StoreResultAsync(DbContext db, object? response, CancellationToken ct)
    {
        var json = JsonSerializer.Serialize(response, response?.GetType() ?? typeof(object), Json.Wire);
        var rows = await db.Set<IdempotencyRecord>()
            .Where(r => r.Scope == scope && r.Key == Key && r.Token == token)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Result, json), ct);
        if (rows == 0)
        {
            throw new IdempotencyLeaseLostException();
        }

        ResultStored = true;
    }
}

/// <summary>Another call has taken over this key; nothing of this run may be committed.</summary>
public sealed class IdempotencyLeaseLostException() : Exception("Another call with the same Idempotency-Key has taken over.");
