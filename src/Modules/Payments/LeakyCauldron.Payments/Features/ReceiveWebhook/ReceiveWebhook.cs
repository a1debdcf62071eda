using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Features.ReceiveWebhook;

internal sealed record ReceiveWebhook(string Provider, NoticeRequest Request) : ICommand<WebhookReceipt>;

internal sealed class ReceiveWebhookValidator : AbstractValidator<ReceiveWebhook>
{
    public ReceiveWebhookValidator() => RuleFor(c => c.Provider).MaximumLength(40);
}

/// <param name="EventId">The provider's id of the event.</param>
/// <param name="Duplicate">It was known already, and this changed nothing.</param>
internal sealed record WebhookReceipt(string EventId, bool Duplicate);

/// <summary>What the sandbox bank sends; other providers send their own.</summary>
/// <param name="Id">Of the event.</param>
/// <param name="Type">What happened.</param>
internal sealed record NoticeBody(string Id, string Type);

internal sealed partial class ReceiveWebhookHandler(
    PaymentsDbContext db,
    PaymentProviders providers,
    NoticeWork work,
    TimeProvider clock,
    ILogger<ReceiveWebhookHandler> logger
) : IRequestHandler<ReceiveWebhook, Result<WebhookReceipt>>
{
    public async Task<Result<WebhookReceipt>> Handle(ReceiveWebhook command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var provider = providers.All.FirstOrDefault(p => p.Method == command.Provider);
        if (provider?.Read(command.Request, now) is not { } read)
        {
            return PaymentErrors.ProviderNotFound;
        }

        if (read.IsError)
        {
            return read.Error;
        }

        var (notice, id, body) = (read.Value, Guid.CreateVersion7(now), command.Request.Body.ToArray());
        var stored = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO payments.received_notices (id, provider, event_id, kind, payment_key, body, status, attempts, try_after, received_at)
            VALUES ({id}, {provider.Method}, {notice.EventId}, {notice.Kind}, {notice.PaymentKey}, {body}, 'pending', 0, {now.AddSeconds(10)}, {now})
            ON CONFLICT (provider, event_id) DO NOTHING
            """,
            cancellationToken
        );
        if (stored == 1)
        {
            await TryAsync(id, cancellationToken);
        }

        return new WebhookReceipt(notice.EventId, stored == 0);
    }

    /// <summary>It is kept: whatever goes wrong from here on is ours to mend, not the provider's.</summary>
    private async Task TryAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await work.HandleAsync(id, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Failed(logger, e, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Notice {NoticeId} could not be handled; it will be tried again")]
    private static partial void Failed(ILogger logger, Exception e, Guid noticeId);
}

internal static class ReceiveWebhookEndpoint
{
    private const int LargestBody = 64 * 1024;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/payments/webhooks/{provider}",
                async (string provider, HttpRequest request, IMediator mediator, CancellationToken ct) =>
                {
                    using var body = new MemoryStream();
                    await request.Body.CopyToAsync(body, ct);
                    return (await mediator.Send(new ReceiveWebhook(provider, new(body.ToArray(), request.Headers)), ct)).ToOk();
                }
            )
            .Describe("receivePaymentWebhook", "Payments", "A provider's signed notice: stored before it is answered, each event once, in any order")
            .Accepts<NoticeBody>("application/json")
            .BodyLimit(LargestBody)
            .Produces<WebhookReceipt>()
            .ProducesProblems(400, 404, 413, 415)
            .AllowAnonymous();
}
