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

/// <summary>A person wants another mail address: the new one is asked to confirm, the present one is told. Key: user id.</summary>
[Event("identity.email-change-requested", 1)]
public sealed record EmailChangeRequestedV1(Guid UserId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => UserId.ToString();
}

/// <summary>A person is erased: whoever keeps anything about them forgets it now, but for the books. Key: user id.</summary>
[Event("identity.person-erased", 1)]
public sealed record PersonErasedV1(Guid UserId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => UserId.ToString();
}
