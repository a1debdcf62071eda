using System.Net;
using System.Text;
using Ganss.Xss;

namespace LeakyCauldron.Catalog.Products;

/// <summary>Descriptions come as HTML from people and files, and are shown in other people's browsers.</summary>
internal static class Html
{
    private static readonly HtmlSanitizer Sanitizer = new();

    /// <summary>The text without anything that could run. Text without markup, which is most of a catalogue, is not parsed.</summary>
    public static string Sanitize(string html) => html.AsSpan().IndexOfAny('<', '&') < 0 ? html : Sanitizer.Sanitize(html);

    /// <summary>What a reader sees of sanitised HTML, on one line.</summary>
    public static string ToText(string html)
    {
        if (html.AsSpan().IndexOfAny('<', '&') < 0)
        {
            return html;
        }

        var text = new StringBuilder(html.Length);
        var rest = html.AsSpan();
        while (rest.IndexOf('<') is >= 0 and var open)
        {
            text.Append(rest[..open]).Append(' ');
            var close = rest[open..].IndexOf('>');
            rest = close < 0 ? [] : rest[(open + close + 1)..];
        }

        text.Append(rest);
        return string.Join(' ', WebUtility.HtmlDecode(text.ToString()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
