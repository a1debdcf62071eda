namespace LeakyCauldron.Identity.Contracts;

/// <summary>People who asked for marketing and confirmed their address, in the order of their ids; nothing but ids, since consent is asked for again when a mail is written.</summary>
/// <param name="After">The last id of the page before; null for the first.</param>
/// <param name="Limit">1 to 1000.</param>
/// <param name="House">Only this house, in lower case.</param>
/// <param name="Locale">Only this language tag.</param>
[Contract("identity.list-marketing-contacts.v1")]
public sealed record ListMarketingContacts(Guid? After, int Limit, string? House, string? Locale) : IQuery<IReadOnlyList<Guid>>;

/// <summary>A person does not want marketing any more. Nothing happens for somebody who never did, or is erased.</summary>
[Contract("identity.stop-marketing.v1", Idempotent = true)]
public sealed record StopMarketing(Guid UserId) : ICommand;
