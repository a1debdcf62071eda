using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Features.AskProviders;
using LeakyCauldron.Payments.Features.HandleWebhooks;
using LeakyCauldron.Payments.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Payments.Tests.Harness;

/// <summary>The module alone on a database of its own; time passes when the test says so, and the job runs when it is told to.</summary>
internal sealed class PaymentsHost : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private PaymentsHost(TestDatabase database, ModuleApp app, ShiftedClock clock) => (_database, App, Clock) = (database, app, clock);

    public ModuleApp App { get; }

    public ShiftedClock Clock { get; }

    public string ConnectionString => _database.ConnectionString;

    public static async Task<PaymentsHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync(
            "payments",
            async connectionString =>
            {
                await using var migrated = await ModuleApp.StartAsync(Options(connectionString, new ShiftedClock(), []));
            }
        );
        var clock = new ShiftedClock();
        return new PaymentsHost(database, await ModuleApp.StartAsync(Options(database.ConnectionString, clock, settings)), clock);
    }

    public async Task<PaymentOutcome> StartPaymentAsync(string token, long amount = 5_000, Guid? userId = null, string method = "gringotts")
    {
        var started = await App.SendAsync(
            new StartPayment(
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                userId,
                new Money(amount, "GBP"),
                method,
                method == "gringotts" ? token : null
            )
        );
        return started.Error is null ? started.Value! : throw new InvalidOperationException(started.Error.Code);
    }

    public async Task<PaymentOutcome> OutcomeAsync(Guid paymentId) => (await App.SendAsync(new GetPaymentOutcome(paymentId))).Value!;

    /// <summary>Lets time pass and asks the bank about what is open.</summary>
    public async Task<PaymentOutcome> AskAsync(Guid paymentId)
    {
        Clock.Advance(TimeSpan.FromSeconds(30));
        await using var scope = App.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<AskProvidersJob>(scope.ServiceProvider).AskAsync(CancellationToken.None);
        return await OutcomeAsync(paymentId);
    }

    /// <summary>The bank has decided by now; the shop has not asked.</summary>
    public Task SettledAtTheBankAsync(Guid paymentId) =>
        Eventually.Async(
            async () =>
                await QueryAsync(db =>
                    db.Database.SqlQuery<bool>(
                            $"""SELECT settles_at IS NULL OR settles_at <= now() AS "Value" FROM payments.gringotts_charges WHERE key = {$"pay_{paymentId:N}"}"""
                        )
                        .SingleAsync()
                ),
            "the bank to have decided"
        );

    /// <summary>Damage.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> NumberAsync(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task HandleNoticesAsync()
    {
        await using var scope = App.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<HandleWebhooksJob>(scope.ServiceProvider).HandleAsync(CancellationToken.None);
    }

    public async Task<T> QueryAsync<T>(Func<PaymentsDbContext, Task<T>> query)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<PaymentsDbContext>());
    }

    /// <summary>Our ledger and the bank's book must say the same of every payment.</summary>
    public async Task BooksAgreeAsync()
    {
        var ours = await QueryAsync(db =>
            db.Ledger.Where(e => e.Account == "provider:gringotts")
                .GroupBy(e => e.PaymentId)
                .Select(g => new { g.Key, Sum = g.Sum(e => e.Debit - e.Credit) })
                .ToListAsync()
        );
        var theirs = await QueryAsync(db =>
            db.Database.SqlQuery<BookLine>($"SELECT key, captured - refunded AS sum FROM payments.gringotts_charges WHERE captured > 0").ToListAsync()
        );
        ours.ToDictionary(l => $"pay_{l.Key:N}", l => l.Sum, StringComparer.Ordinal)
            .ShouldBe(theirs.ToDictionary(l => l.Key, l => l.Sum, StringComparer.Ordinal), ignoreOrder: true);
        var sides = await QueryAsync(db =>
            db.Ledger.GroupBy(_ => 1).Select(g => new { Debit = g.Sum(e => e.Debit), Credit = g.Sum(e => e.Credit) }).SingleOrDefaultAsync()
        );
        (sides?.Debit).ShouldBe(sides?.Credit);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static ModuleAppOptions Options(string connectionString, ShiftedClock clock, (string Key, string Value)[] settings) =>
        new()
        {
            Modules = [new PaymentsModule()],
            ConnectionString = connectionString,
            Background = false,
            Settings = settings
                .Append(("Payments:Gringotts:SettleAfterMs", "1"))
                .ToDictionary(s => s.Item1, s => (string?)s.Item2, StringComparer.Ordinal),
            Services = services => services.AddSingleton<TimeProvider>(clock),
        };

    private sealed record BookLine(string Key, long Sum);
}
