using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Integration;

internal sealed class PaymentEventMap : IIntegrationEventMap
{
    public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent) =>
        (aggregate, domainEvent) switch
        {
            (Payment p, PaymentCaptured e) => new PaymentCapturedV1(p.Id, p.OrderId, e.Amount),
            (Payment p, PaymentDeclined e) => new PaymentFailedV1(p.Id, p.OrderId, e.Code),
            (Payment p, PaymentRefunded e) => new PaymentRefundedV1(p.Id, p.OrderId, e.RefundId, e.Amount, e.RefundedInAll),
            (Payment p, PaymentVoided) => new PaymentVoidedV1(p.Id, p.OrderId),
            _ => null,
        };
}
