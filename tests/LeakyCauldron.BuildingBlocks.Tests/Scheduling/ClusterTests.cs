using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Scheduling;
using LeakyCauldron.BuildingBlocks.Tests.Messaging;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Tests.Scheduling;

/// <summary>Hosts on one database share a scheduler.</summary>
public sealed class ClusterTests() : MessagingSuite(Broker.Embedded)
{
    [Fact]
    public async Task A_job_fires_once_for_all_hosts_and_goes_on_when_one_is_gone()
    {
        Settings["Jobs:Clustered"] = "true";
        var fired = new ConcurrentQueue<(string Host, DateTimeOffset At)>();
        await using var two = Host("two", fired);
        await using (var one = Host("one", fired))
        {
            // Both at once, on a database that has no such tables yet.
            await Task.WhenAll(new[] { one, two }.Select(h => h.Services.GetRequiredService<ClusterSchema>().EnsureAsync(default)));
            await one.StartAsync();
            await two.StartAsync();
            await TickAsync(one);
            await Eventually.Async(() => fired.Select(f => f.At).Distinct().Count() >= 4, "the clock to tick");
        }

        var before = fired.Count;
        await Eventually.Async(() => fired.Skip(before).Count(f => f.Host == "two") >= 2, "the other to go on");
        fired.GroupBy(f => f.At).ShouldAllBe(tick => tick.Count() == 1);
        (await CountAsync("host.qrtz_scheduler_state")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_runs_seldom_is_shared_and_what_every_host_needs_is_not()
    {
        Settings["Jobs:Clustered"] = "true";
        await using var shop = TestShop.Build(Database, Settings);
        await shop.Services.GetRequiredService<ClusterSchema>().EnsureAsync(default);
        await shop.StartAsync();

        await Eventually.Async(async () => await CountAsync("host.qrtz_job_details") == 2, "the two clean-ups");
        (await CountAsync("host.qrtz_job_details WHERE job_name IN ('CleanUpJob', 'EventLogCleanUpJob')")).ShouldBe(2);
        await shop.MoveAsync(Guid.CreateVersion7());
        await OutboxIsEmptyAsync();
    }

    private TestShop Host(string name, ConcurrentQueue<(string, DateTimeOffset)> fired) =>
        TestShop.Build(Database, Settings, services => services.AddSingleton(new Clock(name, fired)));

    private static async Task TickAsync(TestShop host)
    {
        var scheduler = await host.Services.GetRequiredKeyedService<ISchedulerFactory>(Jobs.Cluster).GetScheduler();
        await scheduler.ScheduleJob(
            JobBuilder.Create<Tick>().WithIdentity("tick").Build(),
            TriggerBuilder.Create().StartNow().WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(1)).RepeatForever()).Build()
        );
    }

    internal sealed record Clock(string Host, ConcurrentQueue<(string, DateTimeOffset)> Fired);

    internal sealed class Tick(Clock clock) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            clock.Fired.Enqueue((clock.Host, context.ScheduledFireTimeUtc ?? default));
            return ValueTask.CompletedTask;
        }
    }
}
