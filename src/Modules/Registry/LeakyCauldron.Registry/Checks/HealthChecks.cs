using System.Collections.Concurrent;
using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Persistence;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LeakyCauldron.Registry.Checks;

/// <summary>
/// The registry's own look at the instances: one that renews its lease but refuses connections, is silent or answers 5xx three times is ill and gets no requests until it
/// answers again. A 4xx is an answer: whoever says "not found" is there. With several hosts on one database one of them looks.
/// </summary>
internal sealed partial class HealthChecks(
    [FromKeyedServices(RegistryDbContext.Schema)] NpgsqlDataSource dataSource,
    IServiceScopeFactory scopes,
    Registrations registrations,
    RegistryOptions options,
    TimeProvider time,
    ILogger<HealthChecks> logger
) : BackgroundService
{
    private const long Lock = 0x6c65616b79686c74;
    private const int MissesUntilIll = 3;
    private const int AtOnce = 16;

    private readonly ConcurrentDictionary<string, int> _misses = new(StringComparer.Ordinal);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.HealthCheckSeconds <= 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.HealthCheckSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, e.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        // The lock is the session's, so it is held as long as the look takes and no longer than this process lives.
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = Lock } } };
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            _misses.Clear();
            return;
        }

        try
        {
            await CheckAsync(ct);
        }
        finally
        {
            await using var unlock = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = Lock } } };
            await unlock.ExecuteScalarAsync(CancellationToken.None);
        }
    }

    private async Task CheckAsync(CancellationToken ct)
    {
        List<Instance> all;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
            all = await db.Instances.AsNoTracking().Where(i => i.Address != "" && i.Status == ServiceStatus.Up).ToListAsync(ct);
        }

        var targets = all.Select(i => (Instance: i, Target: HealthTargets.Of(i))).Where(t => t.Target is not null).ToList();
        var troubles = new ConcurrentDictionary<Uri, string?>();
        await Parallel.ForEachAsync(
            targets.Select(t => t.Target!).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (target, token) => troubles[target] = await AskAsync(target, token)
        );
        foreach (var (instance, target) in targets)
        {
            await JudgeAsync(instance, troubles[target!], ct);
        }

        foreach (var gone in _misses.Keys.Except(targets.Select(t => t.Instance.InstanceId), StringComparer.Ordinal))
        {
            _misses.TryRemove(gone, out _);
        }
    }

    private async Task<string?> AskAsync(Uri target, CancellationToken ct)
    {
        try
        {
            using var answer = await _http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, ct);
            return (int)answer.StatusCode < 500 ? null : $"answers {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return e is TaskCanceledException ? "does not answer" : "cannot be reached";
        }
    }

    private async Task JudgeAsync(Instance instance, string? trouble, CancellationToken ct)
    {
        var misses = trouble is null ? 0 : _misses.AddOrUpdate(instance.InstanceId, 1, static (_, known) => known + 1);
        if (trouble is null)
        {
            _misses.TryRemove(instance.InstanceId, out _);
        }

        var ill = misses >= MissesUntilIll ? trouble : null;
        if (ill == instance.Ill || (trouble is not null && misses < MissesUntilIll))
        {
            return;
        }

        await registrations.ChangeAsync(
            async (db, now) =>
            {
                if (await db.Instances.FirstOrDefaultAsync(i => i.App == instance.App && i.InstanceId == instance.InstanceId, ct) is { } current)
                {
                    current.Ill = ill;
                    current.Touch(now);
                }

                return true;
            },
            ct
        );
        Judged(logger, instance.InstanceId, ill ?? "is well again");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "By the registry's own check {Instance} {Judgement}")]
    private static partial void Judged(ILogger logger, string instance, string judgement);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registry could not look at its instances. {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
