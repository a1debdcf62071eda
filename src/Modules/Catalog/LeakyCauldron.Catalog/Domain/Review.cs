namespace LeakyCauldron.Catalog.Domain;

internal enum ReviewStatus
{
    Pending,
    Approved,
    Rejected,
}

/// <summary>What one person says of one product. It is seen, and counts in the product's rating, while it is approved.</summary>
internal sealed class Review
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid ProductId { get; init; }

    /// <summary>Who wrote it; null once the person was erased.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The name to be shown, chosen for this review; nobody's account says it.</summary>
    public string? Author { get; init; }

    /// <summary>1 to 5 stars.</summary>
    public int Rating { get; init; }
    public required string Title { get; init; }
    public required string Body { get; init; }

    /// <summary>The person has a confirmed order of the product.</summary>
    public bool VerifiedPurchase { get; init; }
    public ReviewStatus Status { get; private set; }
    public int Helpful { get; init; }
    public int Unhelpful { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ModeratedAt { get; private set; }
    public Guid? ModeratedBy { get; private set; }

    public void Moderate(ReviewStatus status, Guid? by, DateTimeOffset now) => (Status, ModeratedBy, ModeratedAt) = (status, by, now);
}

/// <summary>Whether one person found a review helpful.</summary>
internal sealed class ReviewVote
{
    public Guid ReviewId { get; init; }
    public Guid UserId { get; init; }
    public bool Helpful { get; init; }
}

/// <summary>That a person bought a product, from the orders.</summary>
internal sealed class Purchase
{
    public Guid UserId { get; init; }
    public Guid ProductId { get; init; }
}
