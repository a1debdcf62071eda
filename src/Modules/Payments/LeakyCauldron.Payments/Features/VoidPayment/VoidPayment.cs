using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features.VoidPayment;

internal sealed record VoidPayment(Guid Id) : ICommand<PaymentDto>;

internal sealed class VoidPaymentHandler(PaymentWork work, TimeProvider clock) : IRequestHandler<VoidPayment, Result<PaymentDto>>
{
    public async Task<Result<PaymentDto>> Handle(VoidPayment command, CancellationToken cancellationToken)
    {
        var payment = await work.RunAsync(command.Id, p => p.BeginVoid("by staff", clock.GetUtcNow()), cancellationToken);
        return payment.IsError ? payment.Error : PaymentDto.Of(payment.Value);
    }
}

internal static class VoidPaymentEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/payments/{id:guid}/void",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new VoidPayment(id), ct)).ToOk()
            )
            .Describe("voidPayment", "Payments", "Gives a hold back, or ends a payment that is still open")
            .Produces<PaymentDto>()
            .ProducesProblems(401, 403, 404)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
