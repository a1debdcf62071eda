using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.ListProducts;

/// <summary>Where a page ended: the sort values of its last row. Values the sort does not use are null.</summary>
internal sealed record ProductCursor(string Sort, Guid Id, string? Text, long? Number, double? Average, DateTimeOffset? At);

/// <summary>One way to order products. Every order ends with the id, so that no two rows are equal and paging meets each row once.</summary>
internal sealed record ProductOrder(string Name, string Columns, bool Descending, Func<ProductCursor, object[]> Values)
{
    public static readonly ProductOrder Title = new("name", "p.sort_title, p.id", false, c => [c.Text!, c.Id]);
    private static readonly ProductOrder[] All =
    [
        Title,
        Title with
        {
            Name = "-name",
            Descending = true,
        },
        new("price", "l.amount, l.product_id", false, c => [c.Number!, c.Id]),
        new("-price", "l.amount, l.product_id", true, c => [c.Number!, c.Id]),
        new("newest", "p.published_at, p.id", true, c => [c.At!, c.Id]),
        new("popular", "p.sold_count, p.id", true, c => [(int)c.Number!, c.Id]),
        new("rating", "p.rating_average, p.rating_count, p.id", true, c => [c.Average!, (int)c.Number!, c.Id]),
    ];

    public bool IsByPrice => Name is "price" or "-price";

    /// <summary>Columns with their direction.</summary>
    public string OrderBy => Descending ? Columns.Replace(",", " DESC,", StringComparison.Ordinal) + " DESC" : Columns;

    public static Result<ProductOrder> Of(string? sort) =>
        string.IsNullOrEmpty(sort) ? Title
        : Array.Find(All, o => o.Name == sort) is { } found ? found
        : Error.Validation("sort", $"One of {string.Join(", ", All.Select(o => o.Name))}.");

    /// <summary>The cursor after a row.</summary>
    public ProductCursor After(ProductRow row) =>
        Name switch
        {
            "name" or "-name" => new(Name, row.Item.Id, row.SortTitle, null, null, null),
            "price" or "-price" => new(Name, row.Item.Id, null, row.Item.Price?.Amount, null, null),
            "newest" => new(Name, row.Item.Id, null, null, null, row.PublishedAt),
            "popular" => new(Name, row.Item.Id, null, row.SoldCount, null, null),
            _ => new(Name, row.Item.Id, null, row.Item.Rating.Count, row.Item.Rating.Average, null),
        };

    /// <summary>True if the cursor has what this order needs; only a forged one has not.</summary>
    public bool Understands(ProductCursor cursor) =>
        cursor.Sort == Name
        && Name switch
        {
            "name" or "-name" => cursor.Text is not null,
            "newest" => cursor.At is not null,
            "popular" => cursor.Number is >= int.MinValue and <= int.MaxValue,
            "rating" => cursor.Average is not null && cursor.Number is >= int.MinValue and <= int.MaxValue,
            _ => true,
        };
}

/// <summary>A row of a page with what its cursor needs besides the item.</summary>
internal sealed record ProductRow(ProductListItem Item, string SortTitle, DateTimeOffset PublishedAt, int SoldCount);
