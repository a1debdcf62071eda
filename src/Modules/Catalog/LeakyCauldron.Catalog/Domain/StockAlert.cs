namespace LeakyCauldron.Catalog.Domain;

/// <summary>A person's wish to be told, once, that a variant can be had again.</summary>
internal sealed record StockAlert(Guid Id, Guid VariantId, Guid UserId, DateTimeOffset CreatedAt)
{
    public const int MostAPerson = 200;
}
