using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Text;

/// <summary>A product's terms by field, the same for every engine. Reused from product to product, so each thread has one of its own.</summary>
internal sealed class ProductText
{
    private readonly HashSet<string> _qualities = new(StringComparer.Ordinal);

    public FieldText Title { get; } = new();

    public FieldText Brand { get; } = new();

    public FieldText Category { get; } = new();

    public FieldText Attributes { get; } = new();

    public FieldText Description { get; } = new();

    /// <summary>What the product is, by its title and by the first sentence about it.</summary>
    public HashSet<string> Heads { get; } = new(StringComparer.Ordinal);

    /// <summary>Whole SKUs and barcodes, without their separators.</summary>
    public HashSet<string> Codes { get; } = new(StringComparer.Ordinal);

    /// <summary>The vocabulary of what products are called, for corrections and suggestions.</summary>
    public HashSet<string> Words { get; } = new(StringComparer.Ordinal);

    /// <summary>The vocabulary of what is said of products, and of joined forms.</summary>
    public HashSet<string> ValueWords { get; } = new(StringComparer.Ordinal);

    public void Read(ProductDocument product)
    {
        Title.Read([product.Title]);
        Brand.Read([product.Brand ?? ""]);
        Category.Read([.. product.CategoryNames, .. product.Tags]);
        Attributes.Read([.. product.Attributes.Values, .. product.Variants.SelectMany(v => v.Options.Values).Distinct(StringComparer.Ordinal)]);
        Description.Read([product.Description]);
        ReadHeads(product);
        ReadCodes(product);
        ReadWords();
    }

    private void ReadHeads(ProductDocument product)
    {
        _qualities.Clear();
        foreach (var token in Attributes.Tokens)
        {
            _qualities.Add(token.Form.Stem);
        }

        Heads.Clear();
        NounHeads.Collect(product.Title, Title.Tokens, _qualities, Heads);
        NounHeads.Collect(product.Description, Description.Tokens, _qualities, Heads);
    }

    private void ReadCodes(ProductDocument product)
    {
        Codes.Clear();
        foreach (var variant in product.Variants)
        {
            AddCode(variant.Sku);
            AddCode(variant.Barcode);
        }
    }

    private void AddCode(string? written)
    {
        if (written is not null && QueryText.CodeOf(written) is { Length: > 0 } code)
        {
            Codes.Add(code);
        }
    }

    private void ReadWords()
    {
        Words.Clear();
        ValueWords.Clear();
        foreach (var field in (ReadOnlySpan<FieldText>)[Title, Brand, Category])
        {
            foreach (var token in field.Tokens)
            {
                (token.Joined ? ValueWords : Words).Add(token.Form.Text);
            }
        }

        foreach (var token in Attributes.Tokens)
        {
            ValueWords.Add(token.Form.Text);
        }
    }
}

/// <summary>The tokens of a field's values.</summary>
internal sealed class FieldText
{
    private readonly HashSet<int> _starts = [];

    public List<TextToken> Tokens { get; } = [];

    /// <summary>True if the token is the first of a value; no phrase spans two values.</summary>
    public bool StartsValue(int token) => _starts.Contains(token);

    public void Read(ReadOnlySpan<string> values)
    {
        Tokens.Clear();
        _starts.Clear();
        foreach (var value in values)
        {
            _starts.Add(Tokens.Count);
            TextSplitter.Tokenize(value, Tokens);
        }
    }
}
