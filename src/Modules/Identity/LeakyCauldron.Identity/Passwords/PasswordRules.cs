namespace LeakyCauldron.Identity.Passwords;

/// <summary>Length counts, composition does not (OWASP ASVS 5.0, 6.2); what everybody tries first is refused.</summary>
internal static class PasswordRules
{
    public const int Shortest = 8;
    public const int Longest = 128;

    public static IRuleBuilderOptions<T, string> IsNewPassword<T>(this IRuleBuilder<T, string> rule) =>
        rule.Length(Shortest, Longest)
            .WithMessage($"Must have {Shortest} to {Longest} characters.")
            .Must(password => !CommonPasswords.Contains(password))
            .WithMessage("This password is among the first that an attacker tries.");
}
