namespace LeakyCauldron.Payments.Providers;

/// <summary>A charge as the provider's own book has it.</summary>
/// <param name="Key">The key that we gave it.</param>
/// <param name="Captured">Taken in all, in minor units; what was given back is not taken off.</param>
/// <param name="CreatedAt">By the provider's clock.</param>
internal sealed record BookLine(string Key, ProviderState State, long Amount, string Currency, long Captured, long Refunded, DateTimeOffset CreatedAt)
{
    public long Net => Captured - Refunded;
}
