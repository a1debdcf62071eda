using System.Globalization;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Mail;

namespace LeakyCauldron.Notifications.Features.PreviewTemplate;

internal sealed record ListTemplates : IQuery<ItemList<TemplateDto>>;

/// <summary>A kind of mail.</summary>
/// <param name="Kind">Its name.</param>
internal sealed record TemplateDto(string Kind);

internal sealed record PreviewTemplate(string Kind, string? Locale) : IQuery<TemplatePreviewDto>;

/// <summary>A mail as it would look, with made-up contents.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">Subject.</param>
/// <param name="Text">The text part.</param>
/// <param name="Html">The HTML part.</param>
internal sealed record TemplatePreviewDto(string Kind, string Subject, string Text, string Html);

internal sealed class PreviewTemplateHandler(MailTemplates templates, MailSettings settings)
    : IRequestHandler<PreviewTemplate, Result<TemplatePreviewDto>>,
        IRequestHandler<ListTemplates, Result<ItemList<TemplateDto>>>
{
    public Task<Result<ItemList<TemplateDto>>> Handle(ListTemplates request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ItemList<TemplateDto>>>(new ItemList<TemplateDto>([.. Kinds.All.Select(k => new TemplateDto(k))]));

    public Task<Result<TemplatePreviewDto>> Handle(PreviewTemplate request, CancellationToken cancellationToken) =>
        Task.FromResult(
            Kinds.All.Contains(request.Kind) ? Render(request.Kind, MailComposer.CultureOf(request.Locale ?? "")) : Error.NotFound("template")
        );

    private Result<TemplatePreviewDto> Render(string kind, CultureInfo culture)
    {
        var content = templates.Render(kind, culture, ModelOf(kind, culture));
        return new TemplatePreviewDto(kind, content.Subject, content.Text, content.Html);
    }

    private MailModel ModelOf(string kind, CultureInfo culture)
    {
        var (shop, url) = (settings.ShopName, settings.PublicUrl);
        if (kind == Kinds.Marketing)
        {
            return new MarketingMail(shop, url)
            {
                Subject = "New brooms, Luna",
                Paragraphs = ["Dear Luna,", "the new brooms have come."],
                Unsubscribe = $"{url}/api/v1/notifications/unsubscribe?token=example",
            };
        }

        if (kind == Kinds.BackInStock)
        {
            return new ProductMail(shop, url, "Luna", "Butterbeer", "BB-1", $"{url}/api/v1/catalog/products/butterbeer");
        }

        return Kinds.IsOfOrder(kind)
            ? OrderMail.Example(shop, url, culture)
            : new AccountMail(shop, url, "Luna", "example-code", $"{url}/api/v1/notifications/pages/confirm-email?token=example-code");
    }
}

internal static class PreviewTemplateEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/admin/notifications/templates",
                async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListTemplates(), ct)).ToOk()
            )
            .Describe("listTemplates", "Notifications", "The kinds of mail that there are")
            .Produces<ItemList<TemplateDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
        api.MapGet(
                "/admin/notifications/templates/{kind}/preview",
                async (string kind, string? locale, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new PreviewTemplate(kind, locale), ct)).ToOk()
            )
            .Describe("previewTemplate", "Notifications", "How a kind of mail looks, with made-up contents")
            .Produces<TemplatePreviewDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
    }
}
