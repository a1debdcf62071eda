using System.Net;
using System.Security.Cryptography;
using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Webhooks;

namespace LeakyCauldron.Notifications.Features.CreateWebhook;

/// <summary>A program to tell of events.</summary>
/// <param name="Url">http or https; its host must have a public address.</param>
/// <param name="Events">Names of events such as <c>orders.order-confirmed.v1</c>, or <c>*</c> for all that can be had.</param>
internal sealed record WebhookBody(string Url, IReadOnlyList<string> Events);

internal sealed record CreateWebhook(WebhookBody Body) : ICommand<WebhookDto>;

internal sealed class CreateWebhookValidator : AbstractValidator<CreateWebhook>
{
    private const int LongestUrl = 2000;

    public CreateWebhookValidator(PublicNetwork network)
    {
        RuleFor(c => c.Body.Url)
            .Must(url => url is { Length: <= LongestUrl } && Parse(url) is not null)
            .WithMessage("Must be an absolute http or https address without credentials.")
            .Must(url => Parse(url) is not { } uri || !IPAddress.TryParse(uri.DnsSafeHost, out var address) || network.Allows(address))
            .WithMessage("Must not be an address of a private network.");
        RuleFor(c => c.Body.Events)
            .NotEmpty()
            .Must(names => names is null || (names.Count <= WebhookEvents.Names.Count + 1 && names.All(IsKnown)))
            .WithMessage($"Must be * or some of: {string.Join(", ", WebhookEvents.Names)}.");
    }

    private static Uri? Parse(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : null;

    private static bool IsKnown(string? name) => name == WebhookEvents.All || (name is not null && WebhookEvents.Names.Contains(name));
}

internal sealed class CreateWebhookHandler(NotificationsDbContext db, TimeProvider time) : IRequestHandler<CreateWebhook, Result<WebhookDto>>
{
    private const int Most = 50;

    public async Task<Result<WebhookDto>> Handle(CreateWebhook request, CancellationToken cancellationToken)
    {
        if (await db.Webhooks.CountAsync(cancellationToken) >= Most)
        {
            return Error.Conflict("too_many_webhooks", $"A shop has at most {Most} webhooks.");
        }

        var webhook = new Webhook
        {
            Id = Guid.CreateVersion7(),
            Url = request.Body.Url,
            Events = [.. request.Body.Events.Distinct(StringComparer.Ordinal)],
            Secret = RandomNumberGenerator.GetBytes(WebhookSignature.SecretBytes),
            Active = true,
            CreatedAt = time.GetUtcNow(),
        };
        db.Webhooks.Add(webhook);
        return WebhookDto.Of(webhook) with { Secret = WebhookSignature.Show(webhook.Secret) };
    }
}

internal static class CreateWebhookEndpoint
{
    /// <summary>Not repeated for an Idempotency-Key: the stored answer would keep the secret.</summary>
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/admin/webhooks",
                async (WebhookBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new CreateWebhook(body), ct)).ToCreated(w => $"/api/v1/admin/webhooks/{w.Id}")
            )
            .Describe(
                "createWebhook",
                "Webhooks",
                "Tells a program of events from now on; the answer has the secret that its deliveries are signed with"
            )
            .Produces<WebhookDto>(201)
            .ProducesProblems(400, 401, 403, 409)
            .RequireAuthorization(Policies.Admin);
}
