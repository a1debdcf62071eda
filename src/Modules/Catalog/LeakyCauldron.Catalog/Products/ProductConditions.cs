using System.Text;
using NpgsqlTypes;

namespace LeakyCauldron.Catalog.Products;

/// <summary>What a list is narrowed to.</summary>
internal sealed record ProductFilter(
    string? Category,
    string? Collection,
    IReadOnlyList<string> Brands,
    IReadOnlyList<string> Tags,
    long? MinPrice,
    long? MaxPrice,
    bool? InStock
)
{
    public bool NeedsPrice => MinPrice is not null || MaxPrice is not null;
}

/// <summary>The conditions of one list as SQL over <c>products p</c>, with their parameters. Values never become text of the statement.</summary>
internal sealed class ProductConditions
{
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly StringBuilder _sql = new("p.status = 'active' AND p.deleted_at IS NULL AND p.published_at <= ");

    public ProductConditions(string currency, DateTimeOffset now)
    {
        _sql.Append(Add(now));
        Currency = AddCurrency(currency);
    }

    /// <summary>The currency's placeholder.</summary>
    public string Currency { get; }

    public string Sql => _sql.ToString();

    public void Apply(ProductFilter filter)
    {
        if (filter.Category is { } category)
        {
            var key = Guid.TryParse(category, out var id) ? $"id = {Add(id)}" : $"slug = {Add(category)}";
            And(
                $"p.category_id IN (SELECT c.id FROM catalog.categories c WHERE c.path_ids @> (SELECT ARRAY[k.id] FROM catalog.categories k WHERE k.{key}))"
            );
        }

        if (filter.Brands.Count > 0)
        {
            And($"p.brand = ANY({Add(filter.Brands.ToArray())})");
        }

        if (filter.Tags.Count > 0)
        {
            And($"p.tags && {Add(filter.Tags.ToArray())}");
        }

        if (filter.MinPrice is { } min)
        {
            AndPrice(">=", min, Currency);
        }

        if (filter.MaxPrice is { } max)
        {
            AndPrice("<=", max, Currency);
        }

        if (filter.InStock is { } inStock)
        {
            And(inStock ? "p.in_stock" : "NOT p.in_stock");
        }
    }

    /// <summary>Narrows to a collection: its members, or what its rules say.</summary>
    public void Apply(Collection collection)
    {
        if (collection.Rules is null)
        {
            And($"p.id IN (SELECT m.product_id FROM catalog.collection_products m WHERE m.collection_id = {Add(collection.Id)})");
            return;
        }

        foreach (var rule in collection.Rules)
        {
            Apply(rule);
        }
    }

    /// <summary>A row after the cursor's, in the list's own order.</summary>
    public void After(string columns, bool descending, params object[] values) =>
        And($"({columns}) {(descending ? "<" : ">")} ({string.Join(", ", values.Select(Add))})");

    public void And(string condition) => _sql.Append(" AND ").Append(condition);

    public string Add(object value)
    {
        var parameter = value is long[] or string[] or Guid[] ? new NpgsqlParameter { Value = value } : Typed(value);
        _parameters.Add(parameter);
        return $"${_parameters.Count}";
    }

    /// <summary>A statement with these conditions' parameters; each statement of a batch needs its own copies.</summary>
    public NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in _parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        return command;
    }

    /// <summary>As the column's own type, or its indexes would not be used.</summary>
    private string AddCurrency(string code) => $"{Add(code)}::char(3)";

    private static NpgsqlParameter Typed(object value) =>
        value is DateTimeOffset at
            ? new NpgsqlParameter { Value = at, NpgsqlDbType = NpgsqlDbType.TimestampTz }
            : new NpgsqlParameter { Value = value };

    private void AndPrice(string comparison, long amount, string currency) =>
        And(
            $"EXISTS (SELECT FROM catalog.list_prices f WHERE f.product_id = p.id AND f.currency = {currency} AND f.amount {comparison} {Add(amount)})"
        );

    private void Apply(CollectionRule rule)
    {
        var negate = rule.Op == "ne" ? "NOT " : "";
        var condition = rule.Field switch
        {
            "tag" => $"p.tags @> {Add(new[] { rule.Value.GetString()! })}",
            "brand" => $"p.brand IS NOT DISTINCT FROM {Add(rule.Value.GetString()!)}",
            "title" => $"position({Add(rule.Value.GetString()!.ToLowerInvariant())} IN p.sort_title) > 0",
            "category" =>
                $"coalesce(p.category_id IN (SELECT c.id FROM catalog.categories c WHERE c.path_slugs @> ARRAY[{Add(rule.Value.GetString()!)}]), false)",
            "price" =>
                $"EXISTS (SELECT FROM catalog.list_prices r WHERE r.product_id = p.id AND r.currency = {AddCurrency(rule.Currency!)} AND r.amount {Comparison(rule.Op)} {Add(rule.Value.GetInt64())})",
            "inStock" => rule.Value.GetBoolean() ? "p.in_stock" : "NOT p.in_stock",
            _ => throw new InvalidOperationException($"A collection has a rule for '{rule.Field}'."),
        };
        And($"{(rule.Field == "price" ? "" : negate)}({condition})");
    }

    private static string Comparison(string op) =>
        op switch
        {
            "lt" => "<",
            "lte" => "<=",
            "gt" => ">",
            "gte" => ">=",
            "eq" => "=",
            "ne" => "<>",
            _ => throw new InvalidOperationException($"A collection has a rule with '{op}'."),
        };
}
