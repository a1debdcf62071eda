using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features.CapturePayment;

internal sealed record CapturePayment(Guid Id) : ICommand<PaymentDto>;

internal sealed class CapturePaymentHandler(PaymentWork work, TimeProvider clock) : IRequestHandler<CapturePayment, Result<PaymentDto>>
{
    public async Task<Result<PaymentDto>> Handle(CapturePayment command, CancellationToken cancellationToken)
    {
        var payment = await work.RunAsync(command.Id, p => p.BeginCapture(clock.GetUtcNow()), cancellationToken);
        return payment.IsError ? payment.Error : PaymentDto.Of(payment.Value);
    }
}

internal static class CapturePaymentEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/payments/{id:guid}/capture",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new CapturePayment(id), ct)).ToOk()
            )
            .Describe("capturePayment", "Payments", "Takes what is held, or records the cash of a payment on delivery")
            .Produces<PaymentDto>()
            .ProducesProblems(401, 403, 404)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
