namespace LeakyCauldron.Payments.Providers;

/// <summary>
/// A bank or the like, always a foreign system: it shares no transaction with us, answers late or never, and knows each request by its key. Sending a request again with
/// its key has no further effect and answers how it stands.
/// </summary>
internal interface IPaymentProvider
{
    /// <summary>As named in requests.</summary>
    string Method { get; }

    /// <summary>For people.</summary>
    string Name { get; }

    bool NeedsToken { get; }

    /// <summary>False if the token cannot be one of this provider's.</summary>
    bool Understands(string? token);

    /// <summary>Holds the money, and takes it if <paramref name="capture"/>.</summary>
    /// <exception cref="ProviderSilentException">No answer: the outcome is unknown.</exception>
    Task<ProviderReply> AuthorizeAsync(string key, Money amount, string? token, bool capture, CancellationToken ct);

    /// <summary>Takes what the authorization with <paramref name="authorizationKey"/> holds.</summary>
    /// <exception cref="ProviderSilentException">No answer: the outcome is unknown.</exception>
    Task<ProviderReply> CaptureAsync(string key, string authorizationKey, Money amount, CancellationToken ct);

    /// <summary>Gives the hold back. A request that has not arrived yet is refused when it does.</summary>
    /// <exception cref="ProviderSilentException">No answer: the outcome is unknown.</exception>
    Task<ProviderReply> VoidAsync(string key, string authorizationKey, Money amount, CancellationToken ct);

    /// <summary>Gives money back.</summary>
    /// <exception cref="ProviderSilentException">No answer: the outcome is unknown.</exception>
    Task<ProviderReply> RefundAsync(string key, string authorizationKey, Money amount, CancellationToken ct);

    /// <summary>How an authorization stands; null if the provider has never heard of it.</summary>
    /// <exception cref="ProviderSilentException">No answer.</exception>
    Task<ProviderReply?> QueryAsync(string authorizationKey, CancellationToken ct);

    /// <summary>The provider's book after this key, in the order of the keys' code points; null if it keeps none.</summary>
    /// <exception cref="ProviderSilentException">No answer.</exception>
    Task<IReadOnlyList<BookLine>?> ReadBookAsync(string after, int limit, CancellationToken ct);

    /// <summary>What a notice says, once it is proved to be the provider's and fresh; null if the provider sends none.</summary>
    Result<ProviderNotice>? Read(NoticeRequest request, DateTimeOffset now);
}

internal enum ProviderState
{
    Processing,
    RequiresAction,
    Authorized,
    Captured,
    Declined,
    Voided,
    Refunded,
}

/// <param name="Reference">The provider's own id.</param>
/// <param name="Code">Its reason for a no, snake_case.</param>
/// <param name="ActionUrl">Where the shopper must go.</param>
internal sealed record ProviderReply(ProviderState State, string? Reference = null, string? Code = null, string? ActionUrl = null);

/// <summary>The provider has not answered. What it did is unknown, and is asked for by the request's key.</summary>
internal sealed class ProviderSilentException(string message, Exception? inner = null) : Exception(message, inner);
