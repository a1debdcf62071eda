using System.Text;
using System.Text.Encodings.Web;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Engine;

/// <summary>Marks the words that were found with <c>em</c>; everything else is escaped, so that the text can go into a page as it is.</summary>
internal static class Highlighter
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static IReadOnlyDictionary<string, string> Mark(ProductCard card, HashSet<string> stems)
    {
        if (stems.Count == 0)
        {
            return Nothing;
        }

        var marked = new Dictionary<string, string>(StringComparer.Ordinal);
        Mark("title", card.Title, stems, marked);
        Mark("brand", card.Brand ?? "", stems, marked);
        Mark("description", card.Teaser, stems, marked);
        return marked;
    }

    private static void Mark(string field, string text, HashSet<string> stems, Dictionary<string, string> marked)
    {
        var tokens = new List<TextToken>();
        TextSplitter.Tokenize(text, tokens);
        var spans = tokens
            .Where(t => stems.Contains(t.Form.Stem) || stems.Contains(t.Form.Text))
            .Select(t => (t.Start, t.End))
            .OrderBy(s => s.Start)
            .ThenByDescending(s => s.End)
            .ToList();
        if (spans.Count == 0)
        {
            return;
        }

        var html = new StringBuilder();
        var at = 0;
        foreach (var (start, end) in spans)
        {
            if (start < at)
            {
                continue;
            }

            html.Append(HtmlEncoder.Default.Encode(text[at..start]))
                .Append("<em>")
                .Append(HtmlEncoder.Default.Encode(text[start..end]))
                .Append("</em>");
            at = end;
        }

        marked[field] = html.Append(HtmlEncoder.Default.Encode(text[at..])).ToString();
    }
}
