using System.Globalization;
using System.Text.RegularExpressions;
using LeakyCauldron.Identity.Domain;

namespace LeakyCauldron.Identity.Features;

/// <summary>What is asked of the fields that several requests share.</summary>
internal static partial class Rules
{
    public static IRuleBuilderOptions<T, string> IsEmailAddress<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(text => EmailAddress.Normalize(text) is not null).WithMessage("Must be a mail address.");

    public static IRuleBuilderOptions<T, string?> IsDisplayName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name?.Trim().Length is >= 1 and <= 80 && !name.Any(char.IsControl))
            .WithMessage("Must have 1 to 80 characters, none of them control characters.");

    public static IRuleBuilderOptions<T, string?> IsPhone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(phone => phone is null || Phone().IsMatch(phone)).WithMessage("Must be a telephone number of at most 32 characters.");

    public static IRuleBuilderOptions<T, string?> IsLocale<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(locale => locale is null || KnownLocale(locale)).WithMessage("Must be a language tag such as en-GB.");

    public static IRuleBuilderOptions<T, string?> IsLine<T>(this IRuleBuilder<T, string?> rule, int longest) =>
        rule.Must(text => text is null || (text.Trim().Length is >= 1 && text.Length <= longest && !text.Any(char.IsControl)))
            .WithMessage($"Must have 1 to {longest} characters, none of them control characters.");

    public static IRuleBuilderOptions<T, string> IsCountry<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Countries.IsKnown).WithMessage("Must be an ISO 3166-1 alpha-2 code such as GB.");

    private static bool KnownLocale(string locale)
    {
        if (!LanguageTag().IsMatch(locale))
        {
            return false;
        }

        try
        {
            return CultureInfo.GetCultureInfo(locale, predefinedOnly: false).Name.Length > 0;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\+?[0-9 ()./-]{3,31}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LanguageTag();
}
