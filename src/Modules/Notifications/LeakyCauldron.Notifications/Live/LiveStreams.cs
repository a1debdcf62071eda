using System.Collections.Concurrent;
using System.Collections.Immutable;
using LeakyCauldron.Notifications.Persistence;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LeakyCauldron.Notifications.Live;

/// <summary>
/// The open streams of this process. One query a tick asks how far the inboxes of all connected people have come, whichever host wrote to them; a commit of this
/// process brings the tick forward.
/// </summary>
internal sealed partial class LiveStreams(
    [FromKeyedServices(NotificationsDbContext.Schema)] NpgsqlDataSource dataSource,
    CommitSignal commits,
    TimeProvider time,
    ILogger<LiveStreams> logger
) : BackgroundService
{
    /// <summary>A browser with more tabs than this shares streams among them.</summary>
    public const int PerPerson = 16;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, ImmutableArray<LiveStream>> _open = new();

    /// <summary>Null if the person has too many open already.</summary>
    public LiveStream? Open(Guid userId)
    {
        var stream = new LiveStream(userId, Close, time);
        var mine = _open.AddOrUpdate(userId, [stream], (_, open) => open.Length < PerPerson ? open.Add(stream) : open);
        return mine.Contains(stream) ? stream : null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var committed = commits.Next;
            try
            {
                await AdvanceAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LookUpFailed(logger, e);
            }

            await Signal.WaitAsync(committed, Poll, time, stoppingToken);
        }
    }

    private async Task AdvanceAsync(CancellationToken ct)
    {
        if (_open.IsEmpty)
        {
            return;
        }

        await using var command = dataSource.CreateCommand("SELECT user_id, last_sequence FROM notifications.inboxes WHERE user_id = ANY ($1)");
        command.Parameters.Add(new() { Value = _open.Keys.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            foreach (var stream in _open.GetValueOrDefault(reader.GetGuid(0), []))
            {
                stream.Advance(reader.GetInt64(1));
            }
        }
    }

    private void Close(LiveStream stream)
    {
        while (_open.TryGetValue(stream.UserId, out var open))
        {
            var rest = open.Remove(stream);
            if (rest.IsEmpty ? _open.TryRemove(new(stream.UserId, open)) : _open.TryUpdate(stream.UserId, rest, open))
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The inboxes of live streams could not be looked up")]
    private static partial void LookUpFailed(ILogger logger, Exception exception);
}
