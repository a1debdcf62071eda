namespace LeakyCauldron.Catalog.Reviews;

internal static class ReviewVotes
{
    /// <summary>Counts anew, in the caller's transaction.</summary>
    public static Task CountAsync(CatalogDbContext db, Guid[] reviews, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE catalog.reviews r SET
                helpful = (SELECT count(*) FROM catalog.review_votes v WHERE v.review_id = r.id AND v.helpful),
                unhelpful = (SELECT count(*) FROM catalog.review_votes v WHERE v.review_id = r.id AND NOT v.helpful)
            WHERE r.id = ANY({reviews})
            """,
            ct
        );
}
