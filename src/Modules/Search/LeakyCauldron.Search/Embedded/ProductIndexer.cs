using System.Text.Json;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;
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

    private readonly ProductText _text = new();
    private readonly HashSet<string> _starts = new(StringComparer.Ordinal);
    private readonly (string Field, TermStream Terms)[] _scored;
    private readonly (string Field, TermSet Terms)[] _listed;

    public ProductIndexer()
    {
        _scored =
        [
            (SearchFields.Title, new TermStream(_text.Title)),
            (SearchFields.Brand, new TermStream(_text.Brand)),
            (SearchFields.Category, new TermStream(_text.Category)),
            (SearchFields.Attributes, new TermStream(_text.Attributes)),
            (SearchFields.Description, new TermStream(_text.Description)),
        ];
        _listed =
        [
            (SearchFields.Heads, new TermSet(_text.Heads)),
            (SearchFields.Code, new TermSet(_text.Codes)),
            (SearchFields.Words, new TermSet(_text.Words)),
            (SearchFields.ValueWords, new TermSet(_text.ValueWords)),
            (IndexSchema.Starts, new TermSet(_starts)),
        ];
    }

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
        foreach (var (_, terms) in _scored)
        {
            terms.Dispose();
        }

        foreach (var (_, terms) in _listed)
        {
            terms.Dispose();
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
        _text.Read(product);
        FillStarts();
        foreach (var (field, terms) in _scored)
        {
            if (!terms.IsEmpty)
            {
                document.Add(new Field(field, terms, Scored));
            }
        }

        foreach (var (field, terms) in _listed)
        {
            document.Add(new Field(field, terms, Listed));
        }
    }

    /// <summary>First letters of names, for which a list of all completions would be long.</summary>
    private void FillStarts()
    {
        _starts.Clear();
        foreach (var word in _text.Words)
        {
            for (var length = 1; length <= LongestStart && length <= word.Length; length++)
            {
                _starts.Add(word[..length]);
            }
        }
    }

    private static void AddColumns(Document document, ProductDocument product)
    {
        document.Add(new SortedDocValuesField(IndexSchema.NameColumn, new BytesRef(ProductKeys.Name(product))));
        document.Add(new NumericDocValuesField(IndexSchema.StockColumn, ProductKeys.IsInStock(product) ? 1 : 0));
        document.Add(new NumericDocValuesField(IndexSchema.CreatedColumn, product.CreatedAt.UtcTicks));
        document.Add(new NumericDocValuesField(IndexSchema.SoldColumn, product.SoldCount));
        document.Add(new NumericDocValuesField(IndexSchema.RatingColumn, ProductKeys.Rating(product)));
        if (!string.IsNullOrWhiteSpace(product.Brand))
        {
            document.Add(new SortedDocValuesField(IndexSchema.BrandColumn, new BytesRef(ProductKeys.Short(product.Brand))));
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

        foreach (var (currency, amount) in ProductKeys.Prices(product))
        {
            document.Add(new NumericDocValuesField(IndexSchema.PriceColumnPrefix + currency, amount));
        }
    }

    private static BytesRef Pair(string first, string second) => new(ProductKeys.Pair(first, second));

    private static FieldType Frozen(FieldType type)
    {
        type.Freeze();
        return type;
    }
}
