using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Identity.Domain;

internal sealed record PersonRegistered : IDomainEvent;

internal sealed record RegistrationAttempted : IDomainEvent;

internal sealed record EmailConfirmationRequested : IDomainEvent;

internal sealed record PasswordResetRequested : IDomainEvent;

internal sealed record EmailChangeRequested : IDomainEvent;

internal sealed record PersonErased : IDomainEvent;
