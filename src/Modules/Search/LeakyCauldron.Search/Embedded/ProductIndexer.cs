using System.Text.Json;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Turns products into index documents. Its fields are reused, so each thread has one of its own.</summary>
internal sealed class ProductIndexer : IDisposable
{
    private const int LongestStart = 3;
    private static readonly FieldType Scored = Frozen(new FieldType(TextField.TYPE_NOT_STORED));
    private static readonly FieldType Listed = Frozen(
        new FieldType
        {
            IsIndexed = true,
            IsTokenized = true,
            OmitNorms = true,
            IndexOptions = IndexOptions.DOCS_ONLY,
        }
    );

    private readonly TermStream _title = new(stemmed: true);
    private readonly TermStream _brand = new(stemmed: true);
    private readonly TermStream _category = new(stemmed: true);
    private readonly TermStream _attributes = new(stemmed: true);
    private readonly TermStream _description = new(stemmed: true);
    private readonly List<TextToken> _codeTokens = [];
    private readonly HashSet<string> _qualities = new(StringComparer.Ordinal);
    private readonly TermSet _heads = new();
    private readonly TermSet _code = new();
    private readonly TermSet _words = new();
    private readonly TermSet _valueWords = new();
    private readonly TermSet _starts = new();

    public Document Write(ProductDocument product, long version)
    {
        var document = Identity(product.ProductId, version);
        AddText(document, product);
        AddColumns(document, product);
        document.Add(
            new BinaryDocValuesField(IndexSchema.Card, new BytesRef(JsonSerializer.SerializeToUtf8Bytes(ProductCard.Of(product), Json.Wire)))
        );
        document.Add(new StoredField(IndexSchema.Source, JsonSerializer.SerializeToUtf8Bytes(product, Json.Wire)));
        return document;
    }

    /// <summary>What stays of a withdrawn product, so that a late event does not bring it back.</summary>
    public static Document Tombstone(Guid productId, long version, DateTimeOffset now)
    {
        var document = Identity(productId, version);
        document.Add(new NumericDocValuesField(IndexSchema.RemovedColumn, now.ToUnixTimeSeconds()));
        return document;
    }

    public void Dispose()
    {
        foreach (var stream in (TokenStream[])[_title, _brand, _category, _attributes, _description, _heads, _code, _words, _valueWords, _starts])
        {
            stream.Dispose();
        }
    }

    private static Document Identity(Guid id, long version) =>
        [
            new StringField(IndexSchema.Id, id.ToString("N"), Field.Store.NO),
            new BinaryDocValuesField(IndexSchema.IdColumn, new BytesRef(id.ToByteArray(bigEndian: true))),
            new NumericDocValuesField(IndexSchema.VersionColumn, version),
        ];

    private void AddText(Document document, ProductDocument product)
    {
        Fill(_title, [product.Title]);
        Fill(_brand, [product.Brand ?? ""]);
        Fill(_category, [.. product.CategoryNames, .. product.Tags]);
        Fill(_attributes, [.. product.Attributes.Values, .. product.Variants.SelectMany(v => v.Options.Values).Distinct(StringComparer.Ordinal)]);
        Fill(_description, [product.Description]);
        FillHeads(product);
        FillCodes(product);
        FillWords();
        AddScored(document, IndexSchema.Title, _title);
        AddScored(document, IndexSchema.Brand, _brand);
        AddScored(document, IndexSchema.Category, _category);
        AddScored(document, IndexSchema.Attributes, _attributes);
        AddScored(document, IndexSchema.Description, _description);
        document.Add(new Field(IndexSchema.Heads, _heads, Listed));
        document.Add(new Field(IndexSchema.Code, _code, Listed));
        document.Add(new Field(IndexSchema.Words, _words, Listed));
        document.Add(new Field(IndexSchema.ValueWords, _valueWords, Listed));
        document.Add(new Field(IndexSchema.Starts, _starts, Listed));
    }

    private static void Fill(TermStream stream, ReadOnlySpan<string> values)
    {
        stream.Clear();
        foreach (var value in values)
        {
            stream.Add(value);
        }
    }

    private static void AddScored(Document document, string field, TermStream stream)
    {
        if (!stream.IsEmpty)
        {
            document.Add(new Field(field, stream, Scored));
        }
    }

    /// <summary>What the product is, by its title and by the first sentence about it.</summary>
    private void FillHeads(ProductDocument product)
    {
        _qualities.Clear();
        _qualities.UnionWith(_attributes.Tokens.Select(t => t.Form.Stem));
        _heads.Clear();
        NounHeads.Collect(product.Title, _title.Tokens, _qualities, _heads.Terms);
        NounHeads.Collect(product.Description, _description.Tokens, _qualities, _heads.Terms);
    }

    /// <summary>Whole SKUs and barcodes, without their separators.</summary>
    private void FillCodes(ProductDocument product)
    {
        _code.Clear();
        foreach (var variant in product.Variants)
        {
            _code.Add(QueryText.CodeOf(variant.Sku));
            _code.Add(QueryText.CodeOf(variant.Barcode ?? ""));
        }
    }

    /// <summary>The vocabulary for corrections and suggestions, from short texts only: what a product is called, apart from what is said of it and from joined forms.</summary>
    private void FillWords()
    {
        _words.Clear();
        _valueWords.Clear();
        _starts.Clear();
        foreach (var stream in (ReadOnlySpan<TermStream>)[_title, _brand, _category])
        {
            foreach (var token in stream.Tokens)
            {
                var text = token.Form.Text;
                if (token.Joined)
                {
                    _valueWords.Add(text);
                    continue;
                }

                _words.Add(text);
                for (var length = 1; length <= LongestStart && length <= text.Length; length++)
                {
                    _starts.Add(text[..length]);
                }
            }
        }

        foreach (var token in _attributes.Tokens)
        {
            _valueWords.Add(token.Form.Text);
        }
    }

    private static void AddColumns(Document document, ProductDocument product)
    {
        document.Add(new SortedDocValuesField(IndexSchema.NameColumn, new BytesRef(NameKey(product.Title))));
        document.Add(new NumericDocValuesField(IndexSchema.StockColumn, product.Variants.Any(v => v.InStock) ? 1 : 0));
        document.Add(new NumericDocValuesField(IndexSchema.CreatedColumn, product.CreatedAt.UtcTicks));
        document.Add(new NumericDocValuesField(IndexSchema.SoldColumn, product.SoldCount));
        document.Add(new NumericDocValuesField(IndexSchema.RatingColumn, RatingKey(product)));
        if (!string.IsNullOrWhiteSpace(product.Brand))
        {
            document.Add(new SortedDocValuesField(IndexSchema.BrandColumn, Bytes(product.Brand)));
        }

        for (var level = 0; level < product.CategorySlugs.Count; level++)
        {
            var name = level < product.CategoryNames.Count ? product.CategoryNames[level] : product.CategorySlugs[level];
            document.Add(new SortedSetDocValuesField(IndexSchema.CategoryColumn, Pair(product.CategorySlugs[level], name)));
        }

        foreach (var (name, value) in product.Attributes)
        {
            document.Add(new SortedSetDocValuesField(IndexSchema.AttributeColumn, Pair(name, value)));
        }

        foreach (var price in product.Variants.SelectMany(v => v.Prices).GroupBy(p => p.Currency, StringComparer.Ordinal))
        {
            document.Add(new NumericDocValuesField(IndexSchema.PriceColumnPrefix + price.Key, price.Min(p => p.Amount)));
        }
    }

    /// <summary>Letter case does not decide the order of names.</summary>
    public static string NameKey(string title) => title.Length <= 200 ? title.ToLowerInvariant() : title[..200].ToLowerInvariant();

    /// <summary>Orders by average in hundredths, then by number of reviews.</summary>
    private static long RatingKey(ProductDocument product) =>
        ((long)Math.Round(product.RatingAverage * 100, MidpointRounding.AwayFromZero) << 32) | (uint)product.RatingCount;

    /// <summary>The longest value that a column takes is 32,766 bytes; no facet needs more than a line.</summary>
    private static BytesRef Bytes(string value) => new(value.Length <= 300 ? value : value[..300]);

    private static BytesRef Pair(string first, string second) => Bytes(first.Replace(IndexSchema.Separator, ' ') + IndexSchema.Separator + second);

    private static FieldType Frozen(FieldType type)
    {
        type.Freeze();
        return type;
    }
}
