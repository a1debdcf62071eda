using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Scheduling;

/// <summary>
/// Two Quartz schedulers a process. What runs often, or must run in each host (the relay, gauges), is in memory: it takes leases of its own where two hosts must not do the
/// same. What runs seldom is in Postgres, where the hosts form one cluster: once for all, by whichever host has the module.
/// </summary>
internal static class Jobs
{
    /// <summary>Name of the scheduler that hosts share.</summary>
    public const string Cluster = "leaky";

    /// <summary>In the schema of technical tables.</summary>
    public const string TablePrefix = "host.qrtz_";

    /// <summary>Below this a firing's own statements would be most of the work.</summary>
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(1);

    /// <summary>Setting <c>Jobs:Clustered</c>; it takes the common database.</summary>
    public static bool IsClustered(IConfiguration configuration) =>
        configuration.GetValue("Jobs:Clustered", false) && !string.IsNullOrWhiteSpace(configuration.GetConnectionString("Postgres"));

    /// <summary>Registers what <see cref="Add{TJob}"/> has collected; the last word on jobs.</summary>
    public static void AddSchedulers(IServiceCollection services, IConfiguration configuration, IEnumerable<string> modules)
    {
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        if (!IsClustered(configuration))
        {
            return;
        }

        // Jobs of modules that are not enabled here are left to the hosts that have them.
        string[] served = ["_", .. modules];
        services.AddQuartz(
            Cluster,
            quartz =>
            {
                quartz
                    .ConfigureScheduler(o => Array.ForEach(served, o.ServedExecutionGroups.Add))
                    .UsePersistentStore(store =>
                    {
                        store.ConfigureStore(o => o.TablePrefix = TablePrefix);
                        store.UsePostgres(NpgsqlFactory.Instance, ConnectionStrings.ForOwner(configuration, "host"));
                        store.UseSystemTextJsonSerializer();
                        store.UseClustering(c => c.CheckinInterval = TimeSpan.FromSeconds(5));
                    });
                SharedOf(services).ForEach(schedule => schedule(quartz));
            }
        );
        services.AddSingleton<ClusterSchema>();
    }

    /// <summary>On a fixed interval, from the start on. <paramref name="module"/> is null if every host can run it.</summary>
    public static void Add<TJob>(IServiceCollection services, IConfiguration configuration, string? module, TimeSpan every)
        where TJob : class, IJob
    {
        var key = new JobKey(module is null ? typeof(TJob).Name : $"{module}.{typeof(TJob).Name}");
        if (every >= Seldom && IsClustered(configuration))
        {
            SharedOf(services).Add(Schedule);
        }
        else
        {
            services.AddQuartz(Schedule);
        }

        void Schedule(IQuartzBuilder quartz) =>
            quartz
                .AddJob<TJob>(job => job.WithIdentity(key))
                .AddTrigger(t =>
                {
                    t.WithIdentity(key.Name).ForJob(key).StartNow().WithSimpleSchedule(s => s.WithInterval(every).RepeatForever());
                    if (module is not null)
                    {
                        t.WithExecutionGroup(module);
                    }
                });
    }

    /// <summary>A named scheduler can be registered only once, whole.</summary>
    private static List<Action<IQuartzBuilder>> SharedOf(IServiceCollection services)
    {
        if (
            services.FirstOrDefault(s => s.ServiceType == typeof(List<Action<IQuartzBuilder>>))?.ImplementationInstance
            is List<Action<IQuartzBuilder>> found
        )
        {
            return found;
        }

        var shared = new List<Action<IQuartzBuilder>>();
        services.AddSingleton(shared);
        return shared;
    }
}
