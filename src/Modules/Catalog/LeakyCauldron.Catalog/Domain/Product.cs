using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Catalog.Domain;

/// <summary>
/// What the shop sells: its text, its variants with their prices, its pictures. Stock is not part of it: levels change far more often than anything here and
/// have rows of their own.
/// </summary>
internal sealed class Product : AggregateRoot
{
    private readonly List<Variant> _variants = [];
    private readonly List<ListPrice> _listPrices = [];
    private bool _changed;

    private Product() { }

    public Product(string slug, string title, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Slug = slug;
        Title = title;
        CreatedAt = UpdatedAt = now;
    }

    public string Slug { get; private set; } = "";

    public string Title
    {
        get;
        set
        {
            _changed |= Change.Of(ref field, value);
            SortTitle = value.ToLowerInvariant();
        }
    } = "";

    /// <summary>What lists sort by, compared by code point, so that every database orders alike.</summary>
    public string SortTitle { get; private set; } = "";

    public string DescriptionHtml
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    } = "";
    public string? Brand
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }
    public Guid? CategoryId
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }
    public ProductStatus Status
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }

    /// <summary>From when a published product is to be seen; may lie ahead.</summary>
    public DateTimeOffset? PublishedAt
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }

    public string? SeoTitle
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }
    public string? SeoDescription
    {
        get;
        set => _changed |= Change.Of(ref field, value);
    }
    public Dictionary<string, string> Attributes { get; private set; } = new(StringComparer.Ordinal);
    public List<string> Tags { get; private set; } = [];

    /// <summary>Names of the options, such as Size and Colour; none for a product with a single variant.</summary>
    public List<string> OptionNames { get; private set; } = [];

    public List<ProductImage> Images { get; private set; } = [];
    public IReadOnlyList<Variant> AllVariants => _variants;
    public IEnumerable<Variant> Variants => _variants.Where(v => v.DeletedAt is null).OrderBy(v => v.Position);
    public IReadOnlyList<ListPrice> ListPrices => _listPrices;

    public double RatingAverage { get; private set; }
    public int RatingCount { get; private set; }
    public int SoldCount { get; private set; }

    /// <summary>Counts changes of content and price; the entity tag's first part.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>Hash of the rows this product was last imported from; null once anybody else has changed it.</summary>
    public byte[]? ImportHash { get; set; }

    /// <summary>True while other modules know the product.</summary>
    public bool Announced { get; private set; }

    public bool InStock { get; private set; }
    public int VariantCount { get; private set; }
    public string? Image { get; private set; }

    /// <summary>The next instant at which time alone changes what is to be seen: a publication, a sale's start or end.</summary>
    public DateTimeOffset? NextChangeAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>True if anything a reader could see has changed since it was loaded.</summary>
    public bool IsChanged => _changed || _variants.Exists(v => v.IsChanged);

    public bool IsVisible(DateTimeOffset now) => Status == ProductStatus.Active && DeletedAt is null && PublishedAt <= now;

    /// <summary>What the approved reviews say together. It is no change of content: an editor's precondition stands.</summary>
    public void Rate(int stars, int count) => (RatingAverage, RatingCount) = (count == 0 ? 0 : Math.Round((double)stars / count, 2), count);

    /// <summary>Gives it another address; answers the one to remember.</summary>
    public string? MoveTo(string slug)
    {
        var old = Slug;
        if (old == slug)
        {
            return null;
        }

        Slug = slug;
        _changed = true;
        return old;
    }

    public void SetTags(IReadOnlyCollection<string> tags)
    {
        if (!Tags.SequenceEqual(tags, StringComparer.Ordinal))
        {
            Tags = [.. tags];
            _changed = true;
        }
    }

    public void SetAttribute(string name, string value)
    {
        if (!Attributes.TryGetValue(name, out var present) || present != value)
        {
            Attributes = new(Attributes, StringComparer.Ordinal) { [name] = value };
            _changed = true;
        }
    }

    public void ReplaceAttributes(IReadOnlyDictionary<string, string> attributes)
    {
        if (Attributes.Count != attributes.Count || attributes.Any(a => Attributes.GetValueOrDefault(a.Key) != a.Value))
        {
            Attributes = new(attributes, StringComparer.Ordinal);
            _changed = true;
        }
    }

    public void SetOptionNames(IReadOnlyCollection<string> names)
    {
        if (!OptionNames.SequenceEqual(names, StringComparer.Ordinal))
        {
            OptionNames = [.. names];
            _changed = true;
        }
    }

    public void SetImages(IReadOnlyCollection<ProductImage> images)
    {
        if (!Images.SequenceEqual(images))
        {
            Images = [.. images];
            _changed = true;
        }
    }

    /// <summary>Drops a variant that is not sold any more; orders still find it.</summary>
    public void RemoveVariant(Variant variant, DateTimeOffset now)
    {
        variant.Delete(now);
        _changed = true;
    }

    public Variant AddVariant(string sku, IReadOnlyCollection<string> optionValues, DateTimeOffset now)
    {
        var variant = new Variant(Id, sku, optionValues, _variants.Count == 0 ? 1 : _variants.Max(v => v.Position) + 1, now);
        _variants.Add(variant);
        _changed = true;
        return variant;
    }

    /// <summary>Off the shelf, but not forgotten: orders refer to it. Its slug becomes free.</summary>
    public void Delete(DateTimeOffset now)
    {
        DeletedAt = UpdatedAt = now;
        ImportHash = null;
        Revision++;
        foreach (var variant in _variants)
        {
            variant.Delete(now);
        }
    }

    /// <summary>Counts a change of content by staff or an import.</summary>
    public void Touch(DateTimeOffset now)
    {
        Revision++;
        UpdatedAt = now;
    }

    /// <summary>Brings everything that lists are filtered and sorted by up to date; call it last, before saving.</summary>
    public void Refresh(DateTimeOffset now, bool inStock)
    {
        InStock = inStock;
        var variants = Variants.ToArray();
        VariantCount = variants.Length;
        Image = Images.Count > 0 ? Images[0].Url : null;
        RefreshListPrices(variants, now);
        var instants = variants.SelectMany(v => v.Prices).SelectMany(p => new[] { p.ValidFrom, p.ValidTo }).Append(PublishedAt);
        NextChangeAt = instants.Where(at => at > now).Min();
    }

    /// <summary>Tells other modules its present state, or that it is gone, or nothing if they never knew it.</summary>
    public void Announce(ProductDocument? document)
    {
        if (document is not null)
        {
            Announced = true;
            Raise(new ProductAnnounced(document));
        }
        else if (Announced)
        {
            Announced = false;
            Raise(new ProductWithdrawn());
        }
    }

    /// <summary>For a writer that puts the first event into the outbox itself.</summary>
    public void MarkAnnounced() => Announced = true;

    private void RefreshListPrices(Variant[] variants, DateTimeOffset now)
    {
        var currencies = variants.SelectMany(v => v.Prices).Select(p => p.Currency).Distinct(StringComparer.Ordinal);
        var lowest = currencies
            .Select(c => variants.Select(v => v.PriceAt(c, now)).Where(p => p is not null).MinBy(p => p!.Value.Amount))
            .OfType<CurrentPrice>()
            .ToDictionary(p => p.Currency, StringComparer.Ordinal);
        _listPrices.RemoveAll(p => !lowest.ContainsKey(p.Currency));
        foreach (var price in lowest.Values)
        {
            if (_listPrices.Find(p => p.Currency == price.Currency) is { } present)
            {
                (present.Amount, present.CompareAt) = (price.Amount, price.CompareAt);
            }
            else
            {
                _listPrices.Add(new ListPrice(Id, price.Currency, price.Amount, price.CompareAt));
            }
        }
    }
}
