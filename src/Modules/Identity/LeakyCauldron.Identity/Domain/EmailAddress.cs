using System.Globalization;
using System.Text.RegularExpressions;

namespace LeakyCauldron.Identity.Domain;

/// <summary>
/// Mail addresses as the shop accepts them: an RFC 5321 dot-string at a domain name. Letters outside ASCII are refused in the local part, where look-alikes would
/// make two accounts of what reads as one; an international domain is kept in its ASCII form.
/// </summary>
internal static partial class EmailAddress
{
    /// <summary>Characters of an address at most.</summary>
    public const int Longest = 254;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The address as it is stored, or null if it is none.</summary>
    public static string? Normalize(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        var at = trimmed.LastIndexOf('@');
        if (trimmed.Length > Longest || at is < 1 or > 64 || AsciiDomain(trimmed[(at + 1)..]) is not { } domain)
        {
            return null;
        }

        var address = $"{trimmed[..at]}@{domain}";
        return address.Length <= Longest && Address().IsMatch(address) ? address : null;
    }

    /// <summary>Equal for two spellings of one address.</summary>
    public static string Key(string address) => address.ToUpperInvariant();

    private static string? AsciiDomain(string domain)
    {
        try
        {
            return domain.Length is 0 or > 253 ? null : Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        @"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Address();
}
