using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Domain;

namespace LeakyCauldron.Identity.Integration;

internal sealed class IdentityEventMap : IIntegrationEventMap
{
    public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent) =>
        domainEvent switch
        {
            PersonRegistered => new UserRegisteredV1(aggregate.Id),
            RegistrationAttempted => new RegistrationAttemptedV1(aggregate.Id),
            EmailConfirmationRequested => new EmailConfirmationRequestedV1(aggregate.Id),
            PasswordResetRequested => new PasswordResetRequestedV1(aggregate.Id),
            EmailChangeRequested => new EmailChangeRequestedV1(aggregate.Id),
            PersonErased => new PersonErasedV1(aggregate.Id),
            _ => null,
        };
}
