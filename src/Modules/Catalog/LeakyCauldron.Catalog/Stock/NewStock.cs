namespace LeakyCauldron.Catalog.Stock;

/// <summary>The rows that a new variant's stock begins with: its level, and if there are units, where they lie and the ledger's first line.</summary>
internal sealed record NewStock(StockLevel Level, LocationLevel? Local, StockMovement? Movement)
{
    public static NewStock Of(Guid variantId, Guid productId, bool tracked, bool backorder, int onHand, string kind, Guid? actor, DateTimeOffset now)
    {
        var level = new StockLevel(variantId, productId, tracked, backorder, onHand);
        if (onHand == 0)
        {
            return new(level, null, null);
        }

        var movement = new StockMovement
        {
            VariantId = variantId,
            Kind = kind,
            Delta = onHand,
            OnHand = onHand,
            Actor = actor,
            At = now,
        };
        return new(level, new LocationLevel(variantId, StockLocation.Default.Id) { OnHand = onHand }, movement);
    }

    public void AddTo(CatalogDbContext db)
    {
        db.StockLevels.Add(Level);
        if (Local is not null)
        {
            db.LocationLevels.Add(Local);
            db.StockMovements.Add(Movement!);
        }
    }
}
