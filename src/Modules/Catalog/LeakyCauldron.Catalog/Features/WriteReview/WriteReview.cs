using LeakyCauldron.Catalog.Reviews;

namespace LeakyCauldron.Catalog.Features.WriteReview;

/// <summary>What a shopper says.</summary>
internal sealed record ReviewBody(int Rating, string Title, string Body, string? Author = null);

internal sealed record WriteReview(string IdOrSlug, ReviewBody Body, Guid UserId) : ICommand<ReviewDto>;

internal sealed class WriteReviewValidator : AbstractValidator<WriteReview>
{
    public WriteReviewValidator()
    {
        RuleFor(x => x.Body.Rating).InclusiveBetween(1, 5).OverridePropertyName("rating");
        RuleFor(x => x.Body.Title).Must(t => IsLine(t, 120)).WithMessage("One line of 1 to 120 characters.").OverridePropertyName("title");
        RuleFor(x => x.Body.Body)
            .Must(t => t?.Trim().Length is >= 1 and <= 5000 && !t.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            .WithMessage("1 to 5000 characters.")
            .OverridePropertyName("body");
        RuleFor(x => x.Body.Author)
            .Must(a => a is null || (IsLine(a, 40) && !a.Contains('@', StringComparison.Ordinal)))
            .WithMessage("A name of at most 40 characters, and no mail address.")
            .OverridePropertyName("author");
    }

    private static bool IsLine(string? text, int longest) => text?.Trim().Length is >= 1 && text.Length <= longest && !text.Any(char.IsControl);
}

internal sealed class WriteReviewHandler(CatalogDbContext db, TimeProvider clock) : IRequestHandler<WriteReview, Result<ReviewDto>>
{
    public async Task<Result<ReviewDto>> Handle(WriteReview command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.VisibleIdAsync(command.IdOrSlug, now, cancellationToken) is not { } product)
        {
            return Error.NotFound("product");
        }

        // Two at once both pass here; the index lets one in, and the other comes back and finds it.
        if (await db.Reviews.AnyAsync(r => r.ProductId == product && r.UserId == command.UserId, cancellationToken))
        {
            return Error.Conflict("review_exists", "One review a person and product.");
        }

        var review = new Review
        {
            ProductId = product,
            UserId = command.UserId,
            Author = command.Body.Author?.Trim(),
            Rating = command.Body.Rating,
            Title = command.Body.Title.Trim(),
            Body = command.Body.Body.Trim(),
            VerifiedPurchase = await db.Purchases.AnyAsync(p => p.ProductId == product && p.UserId == command.UserId, cancellationToken),
            CreatedAt = now,
        };
        db.Reviews.Add(review);
        return ReviewDto.Of(review);
    }
}

internal static class WriteReviewEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/catalog/products/{idOrSlug}/reviews",
                async (string idOrSlug, ReviewBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new WriteReview(idOrSlug, body, caller.UserId!.Value), ct)).ToCreated(r =>
                        $"/api/v1/catalog/products/{r.ProductId}/reviews"
                    )
            )
            .Describe("writeReview", "Catalog", "Says something of a product; it is seen once staff have approved it")
            .Idempotent()
            .Produces<ReviewDto>(201)
            .ProducesProblems(400, 401, 404, 409)
            .RequireAuthorization(Policies.Shopper);
}
