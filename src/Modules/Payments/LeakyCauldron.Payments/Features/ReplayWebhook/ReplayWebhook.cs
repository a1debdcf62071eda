using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features.ReplayWebhook;

internal sealed record ReplayWebhook(Guid Id) : ICommand<NoticeDto>;

internal sealed class ReplayWebhookHandler(NoticeWork work) : IRequestHandler<ReplayWebhook, Result<NoticeDto>>
{
    public async Task<Result<NoticeDto>> Handle(ReplayWebhook command, CancellationToken cancellationToken) =>
        await work.HandleAsync(command.Id, cancellationToken) is { } notice ? NoticeDto.Of(notice) : PaymentErrors.WebhookNotFound;
}

internal static class ReplayWebhookEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/admin/payments/webhooks/{id:guid}/replay",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ReplayWebhook(id), ct)).ToOk()
            )
            .Describe("replayPaymentWebhook", "Payments", "Handles a provider's notice again")
            .Produces<NoticeDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
