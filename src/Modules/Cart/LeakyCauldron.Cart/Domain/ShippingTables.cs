using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Cart.Domain;

/// <summary>Countries that are shipped to and taxed alike.</summary>
internal sealed class ShippingZone : AggregateRoot
{
    private ShippingZone() { }

    /// <summary>Unique and never changed.</summary>
    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>ISO 3166-1 alpha-2, or <c>*</c>.</summary>
    public string[] Countries { get; private set; } = [];

    public static ShippingZone Create(string code, string name, IEnumerable<string> countries)
    {
        var zone = new ShippingZone { Id = Guid.CreateVersion7(), Code = code };
        zone.Change(name, countries);
        return zone;
    }

    public void Change(string name, IEnumerable<string> countries) => (Name, Countries) = (name, [.. countries]);

    public ZoneRule ToRule() => new(Code, Countries);
}

/// <summary>A way of shipping into one zone.</summary>
internal sealed class ShippingMethod : AggregateRoot
{
    private ShippingMethod() { }

    /// <summary>Unique and never changed.</summary>
    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string? Description { get; private set; }

    public string Zone { get; private set; } = "";

    public IReadOnlyList<ShippingRate> Rates { get; private set; } = [];

    public bool Enabled { get; private set; }

    public static ShippingMethod Create(string code, string name, string? description, string zone, IReadOnlyList<ShippingRate> rates, bool enabled)
    {
        var method = new ShippingMethod { Id = Guid.CreateVersion7(), Code = code };
        method.Change(name, description, zone, rates, enabled);
        return method;
    }

    public void Change(string name, string? description, string zone, IReadOnlyList<ShippingRate> rates, bool enabled) =>
        (Name, Description, Zone, Rates, Enabled) = (name, description, zone, rates, enabled);

    public MethodRule ToRule() => new(Code, Name, Description, Zone, Rates);
}

/// <summary>A tax of a zone, in general or for one category.</summary>
internal sealed class TaxRate : AggregateRoot
{
    private TaxRate() { }

    public string Zone { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Slug; null for everything else.</summary>
    public string? Category { get; private set; }

    public int BasisPoints { get; private set; }

    /// <summary>The same for all rates of a zone.</summary>
    public bool IncludedInPrice { get; private set; }

    /// <summary>Only of the general rate.</summary>
    public bool AppliesToShipping { get; private set; }

    public static TaxRate Create(string zone, string name, string? category, int basisPoints, bool includedInPrice, bool appliesToShipping)
    {
        var rate = new TaxRate { Id = Guid.CreateVersion7() };
        rate.Change(zone, name, category, basisPoints, includedInPrice, appliesToShipping);
        return rate;
    }

    public void Change(string zone, string name, string? category, int basisPoints, bool includedInPrice, bool appliesToShipping) =>
        (Zone, Name, Category, BasisPoints, IncludedInPrice, AppliesToShipping) = (
            zone,
            name,
            category,
            basisPoints,
            includedInPrice,
            appliesToShipping
        );

    public TaxRule ToRule() => new(Zone, Category, BasisPoints, IncludedInPrice, AppliesToShipping);
}

/// <summary>One row that counts the changes staff make to promotions, zones, methods and taxes, so that a process knows when its copy of them is stale.</summary>
internal sealed class RulesVersion
{
    public const short Only = 1;

    public short Id { get; init; }

    public long Version { get; private set; }

    public void Bump() => Version++;
}
