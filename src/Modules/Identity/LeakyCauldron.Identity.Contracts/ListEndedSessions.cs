namespace LeakyCauldron.Identity.Contracts;

/// <summary>Sessions that have ended while access tokens of them may still be valid, for those who check tokens without asking.</summary>
[Contract("identity.list-ended-sessions.v1")]
public sealed record ListEndedSessions : IQuery<IReadOnlyList<Guid>>;
