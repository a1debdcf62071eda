namespace LeakyCauldron.Catalog.Domain;

/// <summary>A node of the category tree. The path is kept with each node, so that a product's ancestors need no recursion.</summary>
internal sealed class Category
{
    private Category() { }

    public Category(Category? parent, string slug, string name)
    {
        Id = Guid.CreateVersion7();
        ParentId = parent?.Id;
        Slug = slug;
        Name = name;
        PathIds = [.. parent?.PathIds ?? [], Id];
        PathSlugs = [.. parent?.PathSlugs ?? [], slug];
        PathNames = [.. parent?.PathNames ?? [], name];
    }

    /// <summary>More than any shop's tree has; a deeper one is a mistake.</summary>
    public const int MaxDepth = 20;

    public Guid Id { get; private set; }
    public Guid? ParentId { get; private set; }
    public string Slug { get; private set; } = "";
    public string Name { get; private set; } = "";

    /// <summary>From the top to this one, inclusive.</summary>
    public Guid[] PathIds { get; private set; } = [];

    public string[] PathSlugs { get; private set; } = [];
    public string[] PathNames { get; private set; } = [];

    /// <summary>Another name, address or place; the paths of all that is below are the caller's to write.</summary>
    public void Change(Category? parent, string slug, string name) => (ParentId, Slug, Name) = (parent?.Id, slug, name);
}

/// <summary>A shelf put together by hand, or by rules that all must hold.</summary>
internal sealed class Collection
{
    private Collection() { }

    public Collection(string slug, string title, string description, IReadOnlyList<CollectionRule>? rules, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Slug = slug;
        Title = title;
        Description = description;
        Rules = rules?.ToList();
        CreatedAt = UpdatedAt = now;
    }

    public Guid Id { get; private set; }
    public string Slug { get; private set; } = "";
    public string Title { get; private set; } = "";
    public string Description { get; private set; } = "";

    /// <summary>Null for a collection by hand.</summary>
    public List<CollectionRule>? Rules { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public void Change(string slug, string title, string description, IReadOnlyList<CollectionRule>? rules, DateTimeOffset now) =>
        (Slug, Title, Description, Rules, UpdatedAt) = (slug, title, description, rules?.ToList(), now);
}

/// <summary>One condition, such as <c>tag eq gift</c> or <c>price lt 1000 GBP</c>.</summary>
internal sealed record CollectionRule(string Field, string Op, System.Text.Json.JsonElement Value, string? Currency = null);

/// <summary>A product in a collection by hand.</summary>
internal sealed record CollectionProduct(Guid CollectionId, Guid ProductId, int Position);

/// <summary>A former address of a product; answers 301.</summary>
internal sealed class SlugHistory(string slug, Guid productId, DateTimeOffset changedAt)
{
    public string Slug { get; private set; } = slug;
    public Guid ProductId { get; set; } = productId;
    public DateTimeOffset ChangedAt { get; set; } = changedAt;
}

/// <summary>An attribute's name and its metafield, so that an export writes the column it was imported from.</summary>
internal sealed record AttributeDefinition(string Name, string Namespace, string Key);
