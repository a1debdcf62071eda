using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.SetPrices;

/// <summary>A price of one variant, named by id or SKU: the regular one, or with a start or end a sale.</summary>
internal sealed record PriceBody(
    Money Price,
    Guid? VariantId = null,
    string? Sku = null,
    Money? CompareAtPrice = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidTo = null
)
{
    public bool IsSale => ValidFrom is not null || ValidTo is not null;
}

/// <summary>Prices of a product. For each variant and currency it names, the sales become those given; a regular price that is not given stays.</summary>
internal sealed record PricesBody(IReadOnlyList<PriceBody> Prices);

internal sealed record SetPrices(string IdOrSlug, PricesBody Body, IfMatch IfMatch) : ICommand<ProductWritten>;

internal sealed class SetPricesValidator : AbstractValidator<SetPrices>
{
    public SetPricesValidator()
    {
        RuleFor(x => x.Body.Prices.Count).InclusiveBetween(1, 5000).OverridePropertyName("prices");
        RuleForEach(x => x.Body.Prices)
            .ChildRules(p =>
            {
                p.RuleFor(x => x.Price).Must(MoneyRules.IsPrice).WithMessage(MoneyRules.Message);
                p.RuleFor(x => x.CompareAtPrice)
                    .Must((row, compare) => compare is not { } money || (MoneyRules.IsPrice(money) && money.Currency == row.Price.Currency))
                    .WithMessage("A price in the currency of the price.");
                p.RuleFor(x => x.ValidTo)
                    .GreaterThan(x => x.ValidFrom)
                    .When(x => x is { ValidFrom: not null, ValidTo: not null })
                    .WithMessage("Must be after validFrom.");
            });
    }
}

internal sealed class SetPricesHandler(
    CatalogDbContext db,
    ProductWriter writer,
    ProductPrecondition precondition,
    ProductAnnouncer announcer,
    TimeProvider clock
) : IRequestHandler<SetPrices, Result<ProductWritten>>
{
    public async Task<Result<ProductWritten>> Handle(SetPrices command, CancellationToken ct)
    {
        if (await writer.LoadAsync(command.IdOrSlug, ct) is not { } product)
        {
            return Error.NotFound("product");
        }

        if (await precondition.CheckAsync(command.IfMatch, product, ct) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        foreach (var rows in command.Body.Prices.GroupBy(p => (Variant: VariantOf(product, p), p.Price.Currency)))
        {
            if (rows.Key.Variant is not { } variant)
            {
                return Error.Validation("prices", "The product has no such variant.");
            }

            if (Apply(variant, rows.Key.Currency, [.. rows], now) is { } error)
            {
                return error;
            }
        }

        product.ImportHash = null;
        product.Touch(now);
        await announcer.AnnounceAsync([product], ct);
        return new ProductWritten(product.Id);
    }

    private static Variant? VariantOf(Product product, PriceBody row) =>
        row.VariantId is { } id ? product.Variants.FirstOrDefault(v => v.Id == id)
        : row.Sku is { } sku ? product.Variants.FirstOrDefault(v => v.Sku == sku)
        : product.Variants.Take(2).ToArray() is [var only] ? only
        : null;

    private Error? Apply(Variant variant, string currency, PriceBody[] rows, DateTimeOffset now)
    {
        var regular = rows.Where(r => !r.IsSale).ToArray();
        if (regular.Length > 1)
        {
            return Error.Validation("prices", $"{variant.Sku} has two regular prices in {currency}.");
        }

        var sales = rows.Where(r => r.IsSale)
            .Select(r =>
                Price.Sale(variant.Id, r.Price, r.CompareAtPrice?.Amount, (r.ValidFrom ?? now).ToUniversalTime(), r.ValidTo?.ToUniversalTime())
            )
            .OrderBy(s => s.ValidFrom)
            .ToArray();
        if (sales.Zip(sales.Skip(1)).Any(pair => pair.First.ValidTo is not { } end || end > pair.Second.ValidFrom))
        {
            return Error.Validation("prices", $"Sales of {variant.Sku} in {currency} overlap.", "overlapping_sales");
        }

        if (regular is [var price] && variant.SetRegularPrice(price.Price, price.CompareAtPrice?.Amount, now) is { } ended)
        {
            db.PriceHistory.Add(ended);
        }

        variant.ReplaceSales(currency, sales, now);
        return null;
    }
}

internal static class SetPricesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/catalog/products/{idOrSlug}/prices",
                async (
                    string idOrSlug,
                    PricesBody body,
                    IfMatch ifMatch,
                    IMediator mediator,
                    ProductReader reader,
                    ShopCurrency shop,
                    CancellationToken ct
                ) =>
                {
                    var result = await mediator.Send(new SetPrices(idOrSlug, body, ifMatch), ct);
                    return await ProductResult.OfWriteAsync(result, 200, reader, shop, ct);
                }
            )
            .Describe("setPrices", "Catalog", "Regular prices and dated sales, in any currency")
            .Idempotent()
            .Produces<ProductDto>()
            .ProducesProblems(400, 401, 403, 404, 412)
            .RequireAuthorization(Policies.Staff);
}
