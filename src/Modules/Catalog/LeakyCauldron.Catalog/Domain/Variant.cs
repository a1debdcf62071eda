namespace LeakyCauldron.Catalog.Domain;

/// <summary>One thing that can be put into a cart.</summary>
internal sealed class Variant
{
    private readonly List<Price> _prices = [];
    private bool _changed;

    private Variant() { }

    public Variant(Guid productId, string sku, IReadOnlyCollection<string> optionValues, int position, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        ProductId = productId;
        Sku = sku;
        OptionValues = [.. optionValues];
        Position = position;
    }

    public Guid Id { get; private set; }
    public Guid ProductId { get; private set; }
    public string Sku
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    } = "";
    public string? Barcode
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }

    /// <summary>One value for each of the product's option names.</summary>
    public List<string> OptionValues { get; private set; } = [];

    public int WeightGrams
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }
    public bool RequiresShipping
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    } = true;
    public bool Taxable
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    } = true;
    public int Position
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }
    public string? Image
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }
    public DateTimeOffset? DeletedAt { get; private set; }
    public IReadOnlyList<Price> Prices => _prices;
    public bool IsChanged => _changed;

    public void SetOptionValues(IReadOnlyCollection<string> values)
    {
        if (!OptionValues.SequenceEqual(values, StringComparer.Ordinal))
        {
            OptionValues = [.. values];
            _changed = true;
        }
    }

    /// <summary>What it costs at an instant: the lowest sale that runs then, else the regular price; null if it is not priced in the currency.</summary>
    public CurrentPrice? PriceAt(string currency, DateTimeOffset at)
    {
        Price? regular = null;
        Price? sale = null;
        foreach (var price in _prices)
        {
            if (price.Currency == currency && price.IsValidAt(at))
            {
                if (price.IsRegular)
                {
                    regular = price;
                }
                else if (sale is null || price.Amount < sale.Amount)
                {
                    sale = price;
                }
            }
        }

        return sale is not null ? new CurrentPrice(currency, sale.Amount, sale.CompareAt ?? regular?.Amount)
            : regular is not null ? new CurrentPrice(currency, regular.Amount, regular.CompareAt)
            : null;
    }

    /// <summary>Sets the regular price; answers the price it replaces, for the history, or null.</summary>
    public PriceHistory? SetRegularPrice(Money amount, long? compareAt, DateTimeOffset now)
    {
        var present = _prices.Find(p => p.Currency == amount.Currency && p.IsRegular);
        if (present is null)
        {
            _prices.Add(Price.Regular(Id, amount, compareAt));
            _changed = true;
            return null;
        }

        if (present.Amount == amount.Amount && present.CompareAt == compareAt)
        {
            return null;
        }

        var ended = present.Amount == amount.Amount ? null : new PriceHistory(Id, amount.Currency, present.Amount, now);
        (present.Amount, present.CompareAt) = (amount.Amount, compareAt);
        _changed = true;
        return ended;
    }

    /// <summary>Makes these the sales of a currency that are not over yet; past ones stay, the lowest price of 30 days needs them.</summary>
    public void ReplaceSales(string currency, IReadOnlyCollection<Price> sales, DateTimeOffset now)
    {
        foreach (var running in _prices.Where(p => p.Currency == currency && !p.IsRegular && p.ValidFrom <= now && !(p.ValidTo <= now)).ToArray())
        {
            if (!sales.Any(s => s.ValidFrom == running.ValidFrom && s.Amount == running.Amount))
            {
                running.ValidTo = now;
            }
        }

        _prices.RemoveAll(p => p.Currency == currency && !p.IsRegular && p.ValidFrom > now);
        foreach (var sale in sales)
        {
            if (_prices.Find(p => p.Currency == currency && p.ValidFrom == sale.ValidFrom) is { } present)
            {
                (present.Amount, present.CompareAt, present.ValidTo) = (sale.Amount, sale.CompareAt, sale.ValidTo);
            }
            else
            {
                _prices.Add(sale);
            }
        }

        _changed = true;
    }

    public void Delete(DateTimeOffset now)
    {
        DeletedAt ??= now;
        _changed = true;
    }
}
