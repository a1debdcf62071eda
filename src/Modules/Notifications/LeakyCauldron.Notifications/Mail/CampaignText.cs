using System.Text.RegularExpressions;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>What staff write: text with one placeholder, and nothing that is run.</summary>
internal static partial class CampaignText
{
    public const string Hint = "The only placeholder is {{ name }}.";

    /// <summary>True if every pair of braces is the placeholder.</summary>
    public static bool IsTemplate(string? text) => text is null || !Braces().IsMatch(Placeholder().Replace(text, ""));

    public static string Fill(string text, string name) => Placeholder().Replace(text, _ => name);

    /// <summary>Without what a mail's text cannot hold, by empty lines.</summary>
    public static IReadOnlyList<string> Paragraphs(string text) =>
        [.. Gaps().Split(text.Replace("\r\n", "\n", StringComparison.Ordinal)).Select(p => p.Trim()).Where(p => p.Length > 0)];

    [GeneratedRegex(@"\{\{ ?name ?\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{\{|\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.NonBacktracking)]
    private static partial Regex Gaps();
}
