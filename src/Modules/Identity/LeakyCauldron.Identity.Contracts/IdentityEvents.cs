namespace LeakyCauldron.Identity.Contracts;

/// <summary>A person has registered. Key: user id.</summary>
[Event("identity.user-registered", 1)]
public sealed record UserRegisteredV1(Guid UserId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => UserId.ToString();
}

/// <summary>Somebody tried to register an address that has an account; its owner should know. Key: user id.</summary>
[Event("identity.registration-attempted", 1)]
public sealed record RegistrationAttemptedV1(Guid UserId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => UserId.ToString();
}

/// <summary>A mail to confirm the address is wanted again. Key: user id.</summary>
[Event("identity.email-confirmation-requested", 1)]
public sealed record EmailConfirmationRequestedV1(Guid UserId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => UserId.ToString();
}

/// <summary>A password reset was asked for. Key: user id.</summary>
[Event("identity.password-reset-requested", 1)]
public sealed record PasswordResetRequestedV1(Guid UserId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => UserId.ToString();
}
