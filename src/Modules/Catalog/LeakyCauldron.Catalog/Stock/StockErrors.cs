namespace LeakyCauldron.Catalog.Stock;

internal static class StockErrors
{
    public static Error Insufficient(string sku, int available) =>
        Error
            .Conflict("insufficient_stock", $"Of {sku} there are {Math.Max(available, 0)} left.")
            .With("sku", sku)
            .With("available", Math.Max(available, 0));

    /// <summary>For a refusal that knows the variant's id alone.</summary>
    public static async Task<Error> InsufficientAsync(NpgsqlDataSource database, Guid variantId, int available, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT sku FROM catalog.variants WHERE id = $1");
        command.Parameters.Add(new() { Value = variantId });
        return Insufficient(await command.ExecuteScalarAsync(ct) as string ?? variantId.ToString(), available);
    }
}
