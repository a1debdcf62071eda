namespace LeakyCauldron.Identity.Passwords;

/// <summary>Length counts, composition does not (OWASP ASVS 5.0, 6.2); what everybody tries first is refused.</summary>
internal static class PasswordRules
{
    public const int Shortest = 8;
    public const int Longest = 128;
    private const int ShortestWord = 4;
    private static readonly char[] Separators = [' ', '@', '.', '-', '_', '+'];
    private static readonly string[] ShopWords = ["leaky", "cauldron", "hogwarts", "gringotts", "diagon", "alley", "potter"];

    public static IRuleBuilderOptions<T, string> IsNewPassword<T>(this IRuleBuilder<T, string> rule) =>
        rule.Length(Shortest, Longest)
            .WithMessage($"Must have {Shortest} to {Longest} characters.")
            .Must(password => !CommonPasswords.Contains(password))
            .WithMessage("This password is among the first that an attacker tries.")
            .Must(password => !IsMadeOf(password))
            .WithMessage("Too little is left of this password without the shop's own words.");

    /// <summary>True if less than a password is left without words that anybody would think of here: the shop's, and those given.</summary>
    public static bool IsMadeOf(string password, params IEnumerable<string?> own)
    {
        var rest = password;
        foreach (var word in own.OfType<string>().SelectMany(o => o.Split(Separators)).Where(w => w.Length >= ShortestWord).Concat(ShopWords))
        {
            rest = rest.Replace(word, "", StringComparison.OrdinalIgnoreCase);
        }

        return rest.Length < password.Length && rest.Length < Shortest;
    }
}
