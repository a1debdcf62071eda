namespace LeakyCauldron.Payments.Providers;

/// <summary>What a provider tells unasked. It only says where to look: how the payment stands is asked for, so the order in which notices arrive does not matter.</summary>
/// <param name="EventId">The provider's id of the event: told again, it is the same.</param>
/// <param name="Kind">As the provider calls it.</param>
/// <param name="PaymentKey">The key that we gave the authorization; empty if it is not about one.</param>
internal sealed record ProviderNotice(string EventId, string Kind, string PaymentKey);

/// <summary>The raw request of a notice: a signature is over bytes, not over what they mean.</summary>
internal sealed record NoticeRequest(ReadOnlyMemory<byte> Body, IHeaderDictionary Headers);
