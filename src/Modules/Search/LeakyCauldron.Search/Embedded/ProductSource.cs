using System.Text.Json;
using LeakyCauldron.Catalog.Contracts;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The product as the catalogue sent it, kept in the index so that a stock event alone can renew it.</summary>
internal static class ProductSource
{
    private static readonly HashSet<string> Only = [IndexSchema.Source];

    /// <exception cref="InvalidOperationException">The versions say it is there, but it is not.</exception>
    public static ProductDocument Read(Snapshot snapshot, Guid id)
    {
        var term = new BytesRef(id.ToString("N"));
        foreach (var leaf in snapshot.Reader.Leaves)
        {
            var reader = leaf.AtomicReader;
            var docs = reader.GetTermDocsEnum(new Term(IndexSchema.Id, term));
            for (var doc = docs?.NextDoc() ?? DocIdSetIterator.NO_MORE_DOCS; doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs!.NextDoc())
            {
                if (reader.LiveDocs is null || reader.LiveDocs.Get(doc))
                {
                    var bytes = reader.Document(doc, Only).GetBinaryValue(IndexSchema.Source);
                    return JsonSerializer.Deserialize<ProductDocument>(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length), Json.Wire)!;
                }
            }
        }

        throw new InvalidOperationException($"Product {id} has a version in the index but no document.");
    }
}
