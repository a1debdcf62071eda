namespace LeakyCauldron.Catalog.Products;

/// <summary>A product as staff write it; a PUT replaces all of it, except stock, which has calls of its own.</summary>
/// <param name="Title">Title.</param>
/// <param name="Slug">Its address; made from the title if it is left out of a new product, kept if it is left out of a change.</param>
/// <param name="Description">HTML; what could run in a browser is taken out.</param>
/// <param name="Brand">Vendor.</param>
/// <param name="Category">Id or slug.</param>
/// <param name="Tags">Tags.</param>
/// <param name="Attributes">Name to value.</param>
/// <param name="Options">What tells the variants apart; none for a single variant.</param>
/// <param name="Variants">At least one.</param>
/// <param name="Images">The first one stands for the product in lists.</param>
/// <param name="Status">draft if left out.</param>
/// <param name="PublishedAt">From when an active product is to be seen; at once if left out.</param>
/// <param name="Seo">For search engines.</param>
internal sealed record ProductBody(
    string Title,
    IReadOnlyList<VariantBody> Variants,
    string? Slug = null,
    string? Description = null,
    string? Brand = null,
    string? Category = null,
    IReadOnlyList<string>? Tags = null,
    IReadOnlyDictionary<string, string>? Attributes = null,
    IReadOnlyList<OptionBody>? Options = null,
    IReadOnlyList<ImageBody>? Images = null,
    ProductStatus? Status = null,
    DateTimeOffset? PublishedAt = null,
    SeoBody? Seo = null
);

/// <summary>A variant as staff write it.</summary>
/// <param name="Id">A present variant; without it the SKU decides.</param>
/// <param name="Sku">Unique; generated if left out.</param>
/// <param name="Barcode">GTIN or such.</param>
/// <param name="Options">A value for each option.</param>
/// <param name="Price">Regular price; those of other currencies stay.</param>
/// <param name="CompareAtPrice">Struck-through price.</param>
/// <param name="WeightGrams">For shipping.</param>
/// <param name="RequiresShipping">True if left out.</param>
/// <param name="Taxable">True if left out.</param>
/// <param name="Tracked">Whether units are counted; if left out, those of a new variant with an onHand are.</param>
/// <param name="Backorder">Whether it may be sold beyond what is on hand.</param>
/// <param name="OnHand">Units of a new variant; later they move by adjustments.</param>
/// <param name="Image">Address of its own picture.</param>
internal sealed record VariantBody(
    Guid? Id = null,
    string? Sku = null,
    string? Barcode = null,
    IReadOnlyDictionary<string, string>? Options = null,
    Money? Price = null,
    Money? CompareAtPrice = null,
    int? WeightGrams = null,
    bool? RequiresShipping = null,
    bool? Taxable = null,
    bool? Tracked = null,
    bool? Backorder = null,
    int? OnHand = null,
    string? Image = null
);

/// <summary>An option; its values are those of the variants.</summary>
internal sealed record OptionBody(string Name, IReadOnlyList<string>? Values = null);

/// <summary>A picture, http, https or a path of the shop.</summary>
internal sealed record ImageBody(string Url, string? Alt = null, Guid? Id = null);

/// <summary>Title and description for search engines.</summary>
internal sealed record SeoBody(string? Title = null, string? Description = null);

internal sealed class ProductBodyValidator : AbstractValidator<ProductBody>
{
    public ProductBodyValidator()
    {
        RuleFor(x => x.Title).NotEmpty().MaximumLength(1000);
        RuleFor(x => x.Slug)
            .MaximumLength(Products.Slug.MaxLength)
            .Must(s => s is null || (Products.Slug.Of(s) == s && s.Length > 0))
            .WithMessage("Lower case letters and digits, joined by hyphens.");
        RuleFor(x => x.Description).MaximumLength(512 * 1024);
        RuleFor(x => x.Brand).MaximumLength(255);
        RuleFor(x => x.Tags!.Count).LessThanOrEqualTo(250).When(x => x.Tags is not null).OverridePropertyName("tags");
        RuleForEach(x => x.Tags)
            .NotEmpty()
            .MaximumLength(255)
            .Must(t => !t.Contains(',', StringComparison.Ordinal))
            .WithMessage("A tag has no comma.");
        RuleForEach(x => x.Attributes)
            .Must(a => a.Key.Length is > 0 and <= 255 && a.Value.Length is > 0 and <= 5000)
            .WithMessage("Names have 1 to 255 characters, values 1 to 5000.");
        RuleFor(x => x.Options!.Count).LessThanOrEqualTo(3).When(x => x.Options is not null).OverridePropertyName("options");
        RuleForEach(x => x.Options).ChildRules(o => o.RuleFor(x => x.Name).NotEmpty().MaximumLength(255));
        RuleFor(x => x.Options).Must(o => o is null || o.DistinctBy(x => x.Name).Count() == o.Count).WithMessage("Two options have the same name.");
        RuleFor(x => x.Variants.Count).InclusiveBetween(1, 2048).OverridePropertyName("variants");
        RuleForEach(x => x.Variants).SetValidator(new VariantBodyValidator());
        RuleFor(x => x)
            .Must(HaveTheirOptions)
            .WithName("variants")
            .WithMessage("Each variant needs a value for each option, and no two may have the same.");
        RuleFor(x => x.Images!.Count).LessThanOrEqualTo(250).When(x => x.Images is not null).OverridePropertyName("images");
        RuleForEach(x => x.Images)
            .ChildRules(i =>
            {
                i.RuleFor(x => x.Url).Must(PictureAddress.IsValid).WithMessage("Not an http or https address.");
                i.RuleFor(x => x.Alt).MaximumLength(1000);
            });
        RuleFor(x => x.Seo!.Title).MaximumLength(1000).When(x => x.Seo is not null);
        RuleFor(x => x.Seo!.Description).MaximumLength(5000).When(x => x.Seo is not null);
    }

    private static bool HaveTheirOptions(ProductBody body)
    {
        var names = (body.Options ?? []).Select(o => o.Name).ToArray();
        var chosen = body.Variants.Select(v => names.Select(n => v.Options?.GetValueOrDefault(n) ?? "").ToArray()).ToArray();
        return Array.TrueForAll(chosen, c => Array.TrueForAll(c, value => value.Length is > 0 and <= 255))
            && body.Variants.All(v => (v.Options?.Count ?? 0) == names.Length)
            && chosen.Select(c => string.Join('\n', c)).Distinct(StringComparer.Ordinal).Count() == body.Variants.Count;
    }
}

internal sealed class VariantBodyValidator : AbstractValidator<VariantBody>
{
    public VariantBodyValidator()
    {
        RuleFor(x => x.Sku).MaximumLength(255).Must(s => s is null || s.Trim() == s && s.Length > 0).WithMessage("May not be blank.");
        RuleFor(x => x.Barcode).MaximumLength(255);
        RuleFor(x => x.Price!.Value)
            .Must(MoneyRules.IsPrice)
            .WithMessage(MoneyRules.Message)
            .When(x => x.Price is not null)
            .OverridePropertyName("price");
        RuleFor(x => x.CompareAtPrice!.Value)
            .Must((v, price) => MoneyRules.IsPrice(price) && price.Currency == v.Price?.Currency)
            .WithMessage("A price in the currency of the price.")
            .When(x => x.CompareAtPrice is not null)
            .OverridePropertyName("compareAtPrice");
        RuleFor(x => x.WeightGrams).InclusiveBetween(0, 100_000_000);
        RuleFor(x => x.OnHand).InclusiveBetween(0, 1_000_000_000);
        RuleFor(x => x.Image).Must(u => u is null || PictureAddress.IsValid(u)).WithMessage("Not an http or https address.");
    }
}

internal static class MoneyRules
{
    public const string Message = "An amount from 0 in a known currency.";

    public static bool IsPrice(Money money) => money.Amount is >= 0 and <= 1_000_000_000_000 && Currencies.IsKnown(money.Currency);
}
