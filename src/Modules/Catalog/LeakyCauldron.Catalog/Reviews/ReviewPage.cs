namespace LeakyCauldron.Catalog.Reviews;

/// <summary>Where a page of reviews begins: after this one, newest first.</summary>
internal sealed record ReviewCursor(Guid Id);

internal static class ReviewPage
{
    public static async Task<Result<Page<ReviewDto>>> ReadAsync(IQueryable<Review> reviews, int? limit, string? after, CancellationToken ct)
    {
        var (most, cursor) = (PageLimit.Of(limit), Cursor.Decode<ReviewCursor>(after));
        if ((most.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        // Ids are made in the order of time.
        var from = cursor.Value is { } last ? reviews.Where(r => r.Id < last.Id) : reviews;
        var rows = await from.OrderByDescending(r => r.Id).Take(most.Value + 1).ToListAsync(ct);
        var next = rows.Count > most.Value ? Cursor.Encode(new ReviewCursor(rows[most.Value - 1].Id)) : null;
        return new Page<ReviewDto>([.. rows.Take(most.Value).Select(ReviewDto.Of)], next, await reviews.LongCountAsync(ct));
    }
}
