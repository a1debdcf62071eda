using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Engine;

/// <summary>The variant that a list shows: the one whose SKU, barcode or options were asked for, else the cheapest that can be had.</summary>
internal static class VariantChoice
{
    public static CardVariant Best(ProductCard card, IReadOnlyList<QueryWord> words, string currency) =>
        card.Variants.Count == 1
            ? card.Variants[0]
            : card
                .Variants.OrderByDescending(v => Matches(v, words))
                .ThenByDescending(v => v.InStock)
                .ThenBy(v => v.Prices.TryGetValue(currency, out var amount) ? amount : long.MaxValue)
                .First();

    private static int Matches(CardVariant variant, IReadOnlyList<QueryWord> words)
    {
        if (words.Count == 0)
        {
            return 0;
        }

        var (sku, barcode) = (QueryText.CodeOf(variant.Sku), QueryText.CodeOf(variant.Barcode ?? ""));
        var tokens = new List<TextToken>();
        foreach (var option in variant.Options)
        {
            TextSplitter.Tokenize(option, tokens);
        }

        return words.Sum(w =>
            w.Whole.Text == sku || w.Whole.Text == barcode ? 100
            : tokens.Exists(t => t.Form.Stem == w.Whole.Stem) ? 1
            : 0
        );
    }
}
