namespace LeakyCauldron.Catalog.Persistence;

/// <summary>Reviews, their votes, and who bought what.</summary>
internal static class ReviewTables
{
    public static void Configure(ModelBuilder model)
    {
        var review = model.Entity<Review>();
        review.ToTable("reviews", t => t.HasCheckConstraint("ck_reviews_rating", "rating BETWEEN 1 AND 5")).HasKey(x => x.Id);
        review.Property(x => x.Id).ValueGeneratedNever();
        review.Property(x => x.Status).IsText();
        review.HasOne<Product>().WithMany().HasForeignKey(x => x.ProductId);
        review.HasIndex(x => new { x.ProductId, x.UserId }).IsUnique().HasFilter("user_id IS NOT NULL");
        review.HasIndex(x => new { x.ProductId, x.Id }).HasFilter("status = 'approved'");
        review.HasIndex(x => new { x.Status, x.Id });
        review.HasIndex(x => x.UserId);

        var vote = model.Entity<ReviewVote>();
        vote.ToTable("review_votes").HasKey(x => new { x.ReviewId, x.UserId });
        vote.HasOne<Review>().WithMany().HasForeignKey(x => x.ReviewId);
        vote.HasIndex(x => x.UserId);

        model.Entity<Purchase>().ToTable("purchases").HasKey(x => new { x.UserId, x.ProductId });
    }
}
