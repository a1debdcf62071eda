using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features.RefundPayment;

/// <param name="Amount">What to give back; all that is left if not given.</param>
internal sealed record RefundPaymentBody(Money? Amount, string Reason);

internal sealed record RefundPaymentByStaff(Guid Id, RefundPaymentBody Body, Caller Caller) : ICommand<PaymentDto>;

internal sealed class RefundPaymentByStaffValidator : AbstractValidator<RefundPaymentByStaff>
{
    public RefundPaymentByStaffValidator()
    {
        RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        RuleFor(c => c.Body.Amount)
            .Must(m => m is not { } money || (money.Amount > 0 && Currencies.IsKnown(money.Currency)))
            .WithMessage("Must be a positive amount of a known currency.");
    }
}

internal sealed class RefundPaymentByStaffHandler(PaymentWork work, TimeProvider clock) : IRequestHandler<RefundPaymentByStaff, Result<PaymentDto>>
{
    public async Task<Result<PaymentDto>> Handle(RefundPaymentByStaff command, CancellationToken cancellationToken)
    {
        var refundId = RefundId(command);
        var payment = await work.RunAsync(
            command.Id,
            p => p.BeginRefund(refundId, command.Body.Amount ?? new Money(p.Refundable, p.Currency), command.Body.Reason, clock.GetUtcNow()),
            cancellationToken
        );
        if (payment.IsError)
        {
            return payment.Error;
        }

        var refund = payment.Value.Operations.Single(o => o.Id == refundId);
        return refund.Status == OperationStatus.Failed ? PaymentErrors.RefundFailed(refund.FailureCode) : PaymentDto.Of(payment.Value);
    }

    /// <summary>The same call with the same key is the same refund, also after a run that died.</summary>
    private static Guid RefundId(RefundPaymentByStaff command) =>
        IdempotencyScope.Current is { } run
            ? StableId.Of($"{command.Id}|{command.Caller.UserId}|{command.Caller.ClientId}|{run.Key}")
            : Guid.CreateVersion7();
}

internal static class RefundPaymentEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/payments/{id:guid}/refund",
                async (Guid id, RefundPaymentBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RefundPaymentByStaff(id, body, caller), ct)).ToOk()
            )
            .Describe("refundPayment", "Payments", "Gives money back, all or part")
            .Produces<PaymentDto>()
            .ProducesProblems(401, 403, 404)
            .Idempotent(required: true)
            .RequireAuthorization(Policies.Staff);
}
