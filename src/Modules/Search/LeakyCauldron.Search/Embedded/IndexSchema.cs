namespace LeakyCauldron.Search.Embedded;

/// <summary>Names of the index's fields. Whoever changes what is written to the index raises <see cref="Version"/>, and it is rebuilt at the next start.</summary>
internal static class IndexSchema
{
    public const int Version = 1;

    // Searched, beside the fields of both engines: terms.
    public const string Id = "id";
    public const string Starts = "starts";

    // Read by document: columns.
    public const string IdColumn = "id_column";
    public const string VersionColumn = "version";
    public const string RemovedColumn = "removed";
    public const string BrandColumn = "brand_column";
    public const string CategoryColumn = "category_column";
    public const string AttributeColumn = "attribute_column";
    public const string NameColumn = "name_column";
    public const string StockColumn = "in_stock";
    public const string CreatedColumn = "created";
    public const string SoldColumn = "sold";
    public const string RatingColumn = "rating";
    public const string PriceColumnPrefix = "price_";
    public const string Card = "card";

    // Stored.
    public const string Source = "source";
}
