namespace LeakyCauldron.Catalog.Reviews;

/// <summary>What a shopper says of a product.</summary>
/// <param name="ReviewId">Id.</param>
/// <param name="ProductId">Of what.</param>
/// <param name="Rating">1 to 5 stars.</param>
/// <param name="Title">One line of plain text.</param>
/// <param name="Body">Plain text; markup in it is text too.</param>
/// <param name="Author">The name the shopper chose to be shown, if any.</param>
/// <param name="VerifiedPurchase">The shopper has a confirmed order of the product.</param>
/// <param name="Status">Only approved ones are seen and count.</param>
/// <param name="Helpful">How many found it helpful.</param>
/// <param name="Unhelpful">How many did not.</param>
/// <param name="CreatedAt">When it was written.</param>
internal sealed record ReviewDto(
    Guid ReviewId,
    Guid ProductId,
    int Rating,
    string Title,
    string Body,
    string? Author,
    bool VerifiedPurchase,
    ReviewStatus Status,
    int Helpful,
    int Unhelpful,
    DateTimeOffset CreatedAt
)
{
    public static ReviewDto Of(Review r) =>
        new(r.Id, r.ProductId, r.Rating, r.Title, r.Body, r.Author, r.VerifiedPurchase, r.Status, r.Helpful, r.Unhelpful, r.CreatedAt);
}
