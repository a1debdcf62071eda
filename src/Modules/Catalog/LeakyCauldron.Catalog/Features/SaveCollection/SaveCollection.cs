using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Features.SaveCollection;

/// <summary>What staff set of a collection: either rules or products.</summary>
/// <param name="Title">For shoppers.</param>
/// <param name="Slug">Its address; made from the title of a new one, kept of a known one.</param>
/// <param name="Description">For shoppers.</param>
/// <param name="Rules">All must hold; what they say of a product is looked up whenever the shelf is.</param>
/// <param name="Products">Ids of the products on a shelf put together by hand.</param>
internal sealed record CollectionBody(
    string Title,
    string? Slug = null,
    string? Description = null,
    IReadOnlyList<CollectionRule>? Rules = null,
    IReadOnlyList<Guid>? Products = null
);

internal sealed record SaveCollection(string? IdOrSlug, CollectionBody Body) : ICommand<Guid>;

internal sealed class SaveCollectionValidator : AbstractValidator<SaveCollection>
{
    public const int MostProducts = 1000;

    public SaveCollectionValidator()
    {
        RuleFor(c => c.Body.Title)
            .Must(n => n?.Trim().Length is >= 1 and <= 255 && !n.Any(char.IsControl))
            .WithMessage("One line of 1 to 255 characters.");
        RuleFor(c => c.Body.Slug)
            .Must(s => s is null || (s.Length is > 0 and <= Slug.MaxLength && Slug.Of(s) == s))
            .WithMessage("Lower case letters and digits, joined by hyphens.");
        RuleFor(c => c.Body.Description).MaximumLength(5000);
        RuleFor(c => c.Body.Rules).Null().When(c => c.Body.Products is not null).WithMessage("Either rules or products.");
        RuleFor(c => c.Body.Rules)
            .Must(r => r is null || r.Count is >= 1 and <= CollectionRules.Most)
            .WithMessage($"1 to {CollectionRules.Most} rules.");
        RuleForEach(c => c.Body.Rules)
            .Custom(
                (rule, context) =>
                {
                    if (CollectionRules.Objection(rule) is { } objection)
                    {
                        context.AddFailure(objection);
                    }
                }
            );
        RuleFor(c => c.Body.Products)
            .Must(p => p is null || (p.Count <= MostProducts && p.Distinct().Count() == p.Count))
            .WithMessage($"At most {MostProducts} products, each once.");
    }
}

internal sealed class SaveCollectionHandler(CatalogDbContext db, TimeProvider clock) : IRequestHandler<SaveCollection, Result<Guid>>
{
    private const int Most = 1000;

    public async Task<Result<Guid>> Handle(SaveCollection command, CancellationToken cancellationToken)
    {
        _ = db.Database.CurrentTransaction ?? await db.Database.BeginTransactionAsync(cancellationToken);
        var (key, body, now) = (command.IdOrSlug, command.Body, clock.GetUtcNow());
        var known = key is null
            ? null
            : await db
                .Collections.FromSql($"SELECT * FROM catalog.collections WHERE slug = {key} OR id::text = {key} FOR UPDATE")
                .SingleOrDefaultAsync(cancellationToken);
        if (key is not null && known is null)
        {
            return Error.NotFound("collection");
        }

        var title = body.Title.Trim();
        var slug = body.Slug ?? known?.Slug ?? (Slug.Of(title) is { Length: > 0 } made ? made : "collection");
        var products = body.Products ?? [];
        if (await RefuseAsync(known, slug, products, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (known is null)
        {
            known = new Collection(slug, title, body.Description ?? "", body.Rules, now);
            db.Collections.Add(known);
        }
        else
        {
            known.Change(slug, title, body.Description ?? "", body.Rules, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        if (body.Products is not null || body.Rules is not null)
        {
            await db.CollectionProducts.Where(m => m.CollectionId == known.Id).ExecuteDeleteAsync(cancellationToken);
            db.CollectionProducts.AddRange(products.Select((p, i) => new CollectionProduct(known.Id, p, i + 1)));
            await db.SaveChangesAsync(cancellationToken);
        }

        return known.Id;
    }

    private async Task<Error?> RefuseAsync(Collection? known, string slug, IReadOnlyList<Guid> products, CancellationToken ct)
    {
        if (await db.Collections.AnyAsync(c => c.Slug == slug && (known == null || c.Id != known.Id), ct))
        {
            return Error.Conflict("slug_taken", $"Another collection has the slug '{slug}'.").With("slug", slug);
        }

        if (known is null && await db.Collections.CountAsync(ct) >= Most)
        {
            return Error.Conflict("collection_limit", $"At most {Most} collections.").With("maximum", Most);
        }

        var there = await db.Products.Where(p => products.Contains(p.Id) && p.DeletedAt == null).Select(p => p.Id).ToListAsync(ct);
        return products.Except(there).Take(1).ToArray() is [var missing] ? Error.Validation("products", $"There is no product {missing}.") : null;
    }
}

internal static class SaveCollectionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/catalog/collections",
                async (CollectionBody body, IMediator mediator, CollectionReader reader, CancellationToken ct) =>
                    (await ReadAsync(await mediator.Send(new SaveCollection(null, body), ct), reader, ct)).ToCreated(c =>
                        $"/api/v1/catalog/collections/{c.Id}"
                    )
            )
            .Describe("createCollection", "Catalog", "A new shelf, by rules or by hand")
            .Idempotent()
            .Produces<CollectionDto>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 409)
            .RequireAuthorization(Policies.Staff);
        api.MapPut(
                "/catalog/collections/{idOrSlug}",
                async (string idOrSlug, CollectionBody body, IMediator mediator, CollectionReader reader, CancellationToken ct) =>
                    (await ReadAsync(await mediator.Send(new SaveCollection(idOrSlug, body), ct), reader, ct)).ToOk()
            )
            .Describe("changeCollection", "Catalog", "Sets a shelf's texts and what is on it")
            .Produces<CollectionDto>()
            .ProducesProblems(400, 401, 403, 404, 409)
            .RequireAuthorization(Policies.Staff);
    }

    /// <summary>After the commit: the count is of what is on the shelf now.</summary>
    private static async Task<Result<CollectionDto>> ReadAsync(Result<Guid> saved, CollectionReader reader, CancellationToken ct) =>
        saved.IsError ? saved.Error
        : await reader.ReadAsync(saved.Value.ToString(), ct) is [var one] ? one
        : Error.NotFound("collection");
}
