namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>Rules for what people type.</summary>
internal static class TextRules
{
    /// <summary>One line: not longer than this, and no control characters, which Postgres, mail headers and labels bear ill.</summary>
    public static IRuleBuilderOptions<T, string?> OneLine<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.MaximumLength(max)
            .WithMessage($"At most {max} characters.")
            .Must(text => text is null || !text.Any(char.IsControl))
            .WithMessage("Must not contain control characters.");

    /// <summary>Several lines.</summary>
    public static IRuleBuilderOptions<T, string?> Lines<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.MaximumLength(max)
            .WithMessage($"At most {max} characters.")
            .Must(text => text is null || !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            .WithMessage("Must not contain control characters.");

    /// <summary>One line with something in it.</summary>
    public static IRuleBuilderOptions<T, string?> RequiredLine<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.OneLine(max).Must(text => !string.IsNullOrWhiteSpace(text)).WithMessage("Is required.");
}

/// <summary>A postal address that a carrier can use.</summary>
internal sealed class AddressValidator : AbstractValidator<Address>
{
    public AddressValidator()
    {
        RuleFor(a => a.Name).RequiredLine(100);
        RuleFor(a => a.Line1).RequiredLine(200);
        RuleFor(a => a.Line2).OneLine(200);
        RuleFor(a => a.City).RequiredLine(100);
        RuleFor(a => a.Region).OneLine(100);
        RuleFor(a => a.PostalCode).RequiredLine(20);
        RuleFor(a => a.Country).Must(Countries.IsKnown).WithMessage("Must be an ISO 3166-1 alpha-2 code, such as GB.");
        RuleFor(a => a.Phone).OneLine(40);
    }
}
