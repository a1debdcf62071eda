namespace LeakyCauldron.Payments.Providers;

/// <summary>Paid to the carrier at the door: promised at once, taken when staff record the cash, given back by hand.</summary>
internal sealed class CashOnDelivery : IPaymentProvider
{
    public string Method => "cash_on_delivery";

    public string Name => "Cash on delivery";

    public bool NeedsToken => false;

    public bool Understands(string? token) => token is null;

    public Task<ProviderReply> AuthorizeAsync(string key, Money amount, string? token, bool capture, CancellationToken ct) =>
        Answer(ProviderState.Authorized, key);

    public Task<ProviderReply> CaptureAsync(string key, string authorizationKey, Money amount, CancellationToken ct) =>
        Answer(ProviderState.Captured, authorizationKey);

    public Task<ProviderReply> VoidAsync(string key, string authorizationKey, Money amount, CancellationToken ct) =>
        Answer(ProviderState.Voided, authorizationKey);

    public Task<ProviderReply> RefundAsync(string key, string authorizationKey, Money amount, CancellationToken ct) =>
        Answer(ProviderState.Refunded, authorizationKey);

    /// <summary>Keeps no book, so it has never heard of anything; a promise is simply made again.</summary>
    public Task<ProviderReply?> QueryAsync(string authorizationKey, CancellationToken ct) => Task.FromResult<ProviderReply?>(null);

    /// <summary>Staff count the cash.</summary>
    public Task<IReadOnlyList<BookLine>?> ReadBookAsync(string after, int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<BookLine>?>(null);

    /// <summary>Carriers tell staff.</summary>
    public Result<ProviderNotice>? Read(NoticeRequest request, DateTimeOffset now) => null;

    private static Task<ProviderReply> Answer(ProviderState state, string reference) => Task.FromResult(new ProviderReply(state, reference));
}
