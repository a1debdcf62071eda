using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;

namespace LeakyCauldron.Payments.Features.GetPayment;

internal sealed record GetPayment(Guid Id, Caller Caller) : IQuery<PaymentDto>;

internal sealed class GetPaymentHandler(PaymentsDbContext db) : IRequestHandler<GetPayment, Result<PaymentDto>>
{
    public async Task<Result<PaymentDto>> Handle(GetPayment query, CancellationToken cancellationToken)
    {
        var payment = await db.Payments.AsNoTracking().Include(p => p.Operations).SingleOrDefaultAsync(p => p.Id == query.Id, cancellationToken);
        return payment is not null && (query.Caller.IsStaff || (payment.UserId is { } owner && owner == query.Caller.UserId))
            ? PaymentDto.Of(payment)
            : PaymentErrors.NotFound;
    }
}

internal static class GetPaymentEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/payments/{id:guid}",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new GetPayment(id, caller), ct)).ToOk()
            )
            .Describe("getPayment", "Payments", "A payment, for its owner and staff")
            .Produces<PaymentDto>()
            .ProducesProblems(401, 404)
            .RequireAuthorization(Policies.Shopper);
}
