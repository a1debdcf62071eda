using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Cart.Tests.Hosting;

/// <summary>What the Catalog in these tests sells. It keeps Catalog's contract and nothing else of it.</summary>
public sealed class CatalogShelf
{
    private readonly ConcurrentDictionary<Guid, (VariantSnapshot Variant, Dictionary<string, long> Prices)> _variants = new();

    /// <summary>Variants whose mention makes Catalog seem away.</summary>
    public ConcurrentDictionary<Guid, bool> Away { get; } = new();

    /// <summary>What happens, once, while Catalog is asked for a variant.</summary>
    public ConcurrentDictionary<Guid, Func<Task>> Meanwhile { get; } = new();

    public VariantSnapshot Put(
        long price = 1000,
        int? stock = null,
        int grams = 500,
        bool ships = true,
        bool taxable = true,
        string[]? categories = null,
        Dictionary<string, long>? prices = null
    )
    {
        var id = Guid.CreateVersion7();
        var variant = new VariantSnapshot(
            id,
            Guid.CreateVersion7(),
            $"SKU-{id:N}",
            $"Thing {id:N}",
            $"thing-{id:N}",
            new Dictionary<string, string> { ["Size"] = "M" },
            "/images/thing.svg",
            categories ?? [],
            [],
            null,
            null,
            grams,
            ships,
            taxable,
            stock,
            Purchasable: true
        );
        _variants[id] = (variant, prices ?? new() { ["GBP"] = price });
        return variant;
    }

    public void Change(Guid id, Func<VariantSnapshot, VariantSnapshot> change) =>
        _variants[id] = (change(_variants[id].Variant), _variants[id].Prices);

    public void Price(Guid id, string currency, long? amount)
    {
        var prices = new Dictionary<string, long>(_variants[id].Prices);
        prices.Remove(currency);
        if (amount is not null)
        {
            prices[currency] = amount.Value;
        }

        _variants[id] = (_variants[id].Variant, prices);
    }

    public void Remove(Guid id) => _variants.TryRemove(id, out _);

    internal async Task<Result<IReadOnlyList<VariantSnapshot>>> AnswerAsync(GetVariants query)
    {
        foreach (var id in query.VariantIds)
        {
            if (Meanwhile.TryRemove(id, out var happens))
            {
                await happens();
            }
        }

        if (query.VariantIds.Any(Away.ContainsKey))
        {
            return Error.Unavailable("module_unavailable", "The catalog module does not answer.");
        }

        return _variants
            .Values.Where(v => query.VariantIds.Contains(v.Variant.VariantId) || query.Skus.Contains(v.Variant.Sku))
            .Select(v => v.Variant with { Price = v.Prices.TryGetValue(query.Currency, out var amount) ? new Money(amount, query.Currency) : null })
            .ToArray();
    }
}
