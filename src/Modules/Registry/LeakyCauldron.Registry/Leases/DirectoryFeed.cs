using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Persistence;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LeakyCauldron.Registry.Leases;

/// <summary>Keeps this host's directory as the table is: at once for what this host changed, by a look at the version for what others did.</summary>
internal sealed partial class DirectoryFeed(
    [FromKeyedServices(RegistryDbContext.Schema)] NpgsqlDataSource dataSource,
    IServiceScopeFactory scopes,
    ServiceDirectory directory,
    DirectorySignal signal,
    Evictions evictions,
    TimeProvider time,
    ILogger<DirectoryFeed> logger
) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan PreservedLook = TimeSpan.FromSeconds(5);

    private long _known = -1;
    private long _evicted;
    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = signal.Next;
            try
            {
                await LookAsync(stoppingToken);
                _failing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The tables are made while the host starts.
                if (
                    !_failing
                    && e
                        is not PostgresException
                        {
                            SqlState: PostgresErrorCodes.UndefinedTable
                                or PostgresErrorCodes.InvalidSchemaName
                                or PostgresErrorCodes.UndefinedColumn
                                or PostgresErrorCodes.UndefinedObject
                                or PostgresErrorCodes.InvalidParameterValue
                        }
                )
                {
                    Failed(logger, e.Message);
                }

                _failing = true;
            }

            await Task.WhenAny(next, Task.Delay(Look, time, stoppingToken));
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var (version, expired) = await ReadAsync(ct);
        if (expired && (!evictions.Preserving || time.GetElapsedTime(_evicted) > PreservedLook))
        {
            _evicted = time.GetTimestamp();
            await evictions.EvictAsync(ct);
            (version, _) = await ReadAsync(ct);
        }

        if (version == _known)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        var instances = await db.Instances.AsNoTracking().Where(i => i.Address != "").ToListAsync(ct);
        directory.Replace(instances.Select(i => i.ToService()));
        _known = version;
    }

    private async Task<(long Version, bool Expired)> ReadAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT coalesce((SELECT version FROM registry.version), 0), EXISTS (SELECT FROM registry.instances WHERE expires_at <= now())
            """
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registry's table cannot be read; the last copy stays in force. {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
