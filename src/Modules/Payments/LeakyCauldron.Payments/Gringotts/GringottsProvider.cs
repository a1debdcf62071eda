using LeakyCauldron.Payments.Providers;
using Npgsql;

namespace LeakyCauldron.Payments.Gringotts;

/// <summary>The way to the sandbox bank; what goes wrong on it is silence.</summary>
internal sealed class GringottsProvider(GringottsBank bank, GringottsOptions options) : IPaymentProvider
{
    public string Method => "gringotts";

    public string Name => "Gringotts Wizarding Bank (sandbox)";

    public bool NeedsToken => true;

    public bool Understands(string? token) => token is not null && GringottsTokens.All.ContainsKey(token);

    public Task<ProviderReply> AuthorizeAsync(string key, Money amount, string? token, bool capture, CancellationToken ct) =>
        AskAsync(async () =>
        {
            var behaviour = GringottsTokens.All[token!];
            var charge = await bank.ChargeAsync(key, amount, token!, behaviour, capture, ct);
            return behaviour.LosesReply ? throw new TimeoutException("The bank's answer was lost.") : Reply(charge);
        });

    public Task<ProviderReply> CaptureAsync(string key, string authorizationKey, Money amount, CancellationToken ct) =>
        AskAsync(async () => Reply(await bank.CaptureAsync(key, authorizationKey, amount, ct)));

    public Task<ProviderReply> VoidAsync(string key, string authorizationKey, Money amount, CancellationToken ct) =>
        AskAsync(async () => Reply(await bank.VoidAsync(authorizationKey, amount, ct)));

    public Task<ProviderReply> RefundAsync(string key, string authorizationKey, Money amount, CancellationToken ct) =>
        AskAsync(async () =>
        {
            await bank.RefundAsync(key, authorizationKey, amount, ct);
            return new ProviderReply(ProviderState.Refunded);
        });

    public Task<ProviderReply?> QueryAsync(string authorizationKey, CancellationToken ct) =>
        ListenAsync(async () => await bank.FindAsync(authorizationKey, ct) is { } charge ? Reply(charge) : null);

    public Task<IReadOnlyList<BookLine>?> ReadBookAsync(string after, int limit, CancellationToken ct) =>
        ListenAsync<IReadOnlyList<BookLine>?>(async () =>
            [
                .. (await bank.ReadAsync(after, limit, ct)).Select(c => new BookLine(
                    c.Charge.Key,
                    Reply(c.Charge).State,
                    c.Charge.Amount,
                    c.Charge.Currency,
                    c.Charge.Captured,
                    c.Charge.Refunded,
                    c.CreatedAt
                )),
            ]
        );

    public Result<ProviderNotice>? Read(NoticeRequest request, DateTimeOffset now) => GringottsNotice.Read(request, options.WebhookSecrets, now);

    private ProviderReply Reply(BankCharge charge) =>
        charge.State switch
        {
            ChargeState.Processing => new(ProviderState.Processing, charge.Reference),
            ChargeState.RequiresAction => new(
                ProviderState.RequiresAction,
                charge.Reference,
                null,
                GringottsChallenge.UrlOf(options.PublicUrl, charge.Reference)
            ),
            ChargeState.Authorized => new(ProviderState.Authorized, charge.Reference),
            ChargeState.Captured => new(ProviderState.Captured, charge.Reference),
            ChargeState.Voided => new(ProviderState.Voided, charge.Reference, charge.Code),
            _ => new(ProviderState.Declined, charge.Reference, charge.Code),
        };

    private static async Task<ProviderReply> AskAsync(Func<Task<ProviderReply>> request)
    {
        try
        {
            return await ListenAsync(request);
        }
        catch (BankRefusalException e)
        {
            return new(ProviderState.Declined, null, e.Code);
        }
    }

    private static async Task<T> ListenAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (e is TimeoutException or NpgsqlException { IsTransient: true })
        {
            throw new ProviderSilentException("Gringotts does not answer.", e);
        }
    }
}
