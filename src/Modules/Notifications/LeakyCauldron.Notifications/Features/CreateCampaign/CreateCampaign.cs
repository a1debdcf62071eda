using LeakyCauldron.Notifications.Campaigns;
using LeakyCauldron.Notifications.Mail;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.CreateCampaign;

/// <summary>A new campaign, as a draft.</summary>
/// <param name="Name">For staff.</param>
/// <param name="Subject">Of the mail; <c>{{ name }}</c> stands for the recipient's name.</param>
/// <param name="Body">Paragraphs, with an empty line between them; <c>{{ name }}</c> likewise.</param>
/// <param name="Segment">Who is told, of those who asked for marketing; all of them if left out.</param>
/// <param name="PerMinute">Mails a minute at most; 600 unless said.</param>
internal sealed record CampaignBody(string Name, string Subject, string Body, CampaignSegment? Segment, int? PerMinute);

internal sealed record CreateCampaign(CampaignBody Body) : ICommand<CampaignDto>;

internal sealed class CreateCampaignValidator : AbstractValidator<CreateCampaign>
{
    private const int LongestName = 200;
    private const int LongestSubject = 150;
    private const int LongestBody = 20_000;
    private const int MostOrders = 1_000_000;
    private const int MostDays = 3660;
    private static readonly string[] Houses = ["gryffindor", "hufflepuff", "ravenclaw", "slytherin"];

    public CreateCampaignValidator()
    {
        RuleFor(c => c.Body.Name).Must(t => IsLine(t, LongestName)).WithMessage($"One line of at most {LongestName} characters.");
        RuleFor(c => c.Body.Subject).Must(t => IsLine(t, LongestSubject)).WithMessage($"One line of at most {LongestSubject} characters.");
        RuleFor(c => c.Body.Subject).Must(CampaignText.IsTemplate).WithMessage(CampaignText.Hint);
        RuleFor(c => c.Body.Body).NotEmpty().MaximumLength(LongestBody);
        RuleFor(c => c.Body.Body).Must(CampaignText.IsTemplate).WithMessage(CampaignText.Hint);
        RuleFor(c => c.Body.PerMinute).InclusiveBetween(1, Campaign.FastestPerMinute);
        RuleFor(c => c.Body.Segment!.House)
            .Must(h => h is null || Houses.Contains(h))
            .WithMessage($"One of: {string.Join(", ", Houses)}.")
            .When(HasSegment);
        RuleFor(c => c.Body.Segment!.Locale).MaximumLength(35).When(HasSegment);
        RuleFor(c => c.Body.Segment!.MinOrders).InclusiveBetween(0, MostOrders).When(HasSegment);
        RuleFor(c => c.Body.Segment!.MaxOrders).InclusiveBetween(0, MostOrders).When(HasSegment);
        RuleFor(c => c.Body.Segment!.OrderedWithinDays).InclusiveBetween(1, MostDays).When(HasSegment);
    }

    private static bool HasSegment(CreateCampaign command) => command.Body.Segment is not null;

    private static bool IsLine(string? text, int longest) => !string.IsNullOrWhiteSpace(text) && text.Length <= longest && !text.Any(char.IsControl);
}

internal sealed class CreateCampaignHandler(NotificationsDbContext db, TimeProvider time) : IRequestHandler<CreateCampaign, Result<CampaignDto>>
{
    private const int UsualPerMinute = 600;

    public Task<Result<CampaignDto>> Handle(CreateCampaign request, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var campaign = new Campaign
        {
            Id = Guid.CreateVersion7(),
            Name = body.Name.Trim(),
            Subject = body.Subject.Trim(),
            Body = body.Body,
            Segment = body.Segment ?? new CampaignSegment(),
            PerMinute = body.PerMinute ?? UsualPerMinute,
            CreatedAt = time.GetUtcNow(),
        };
        db.Campaigns.Add(campaign);
        return Task.FromResult<Result<CampaignDto>>(CampaignDto.Of(campaign));
    }
}

internal static class CreateCampaignEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/campaigns",
                async (CampaignBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new CreateCampaign(body), ct)).ToCreated(c => $"/api/v1/campaigns/{c.Id}")
            )
            .Describe("createCampaign", "Campaigns", "Writes a campaign, which is sent when it is told to")
            .Produces<CampaignDto>(201)
            .ProducesProblems(401, 403)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
