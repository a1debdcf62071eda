using System.Globalization;
using System.Text;

namespace LeakyCauldron.Catalog.Products;

/// <summary>The readable part of an address: letters and digits of any script in lower case, joined by hyphens.</summary>
internal static class Slug
{
    public const int MaxLength = 200;

    /// <summary>A slug of any text; empty if nothing of it can be used.</summary>
    public static string Of(string text)
    {
        if (IsSlug(text))
        {
            return text;
        }

        var slug = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormC).ToLowerInvariant().EnumerateRunes())
        {
            if (slug.Length >= MaxLength - 1)
            {
                break;
            }

            if (IsWordRune(rune))
            {
                slug.Append(rune);
            }
            else if (rune.Value is not ('\'' or '’') && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var made = slug.ToString().TrimEnd('-');
        return Guid.TryParse(made, out _) ? $"p-{made}" : made;
    }

    /// <summary>True if the text is one already. A UUID is not: it would be taken for an id.</summary>
    public static bool IsSlug(string text) =>
        text.Length is > 0 and <= MaxLength
        && text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '_')
        && !Guid.TryParse(text, out _);

    private static bool IsWordRune(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value == '_'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
