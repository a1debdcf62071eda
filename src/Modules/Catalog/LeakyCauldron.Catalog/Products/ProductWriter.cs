using LeakyCauldron.Catalog.Stock;

namespace LeakyCauldron.Catalog.Products;

/// <summary>Brings a product to what staff wrote, in the context's unit of work.</summary>
internal sealed class ProductWriter(CatalogDbContext db, ProductAnnouncer announcer, TimeProvider clock)
{
    /// <summary>By id or slug, with all that belongs to it.</summary>
    public async Task<Product?> LoadAsync(string idOrSlug, CancellationToken ct)
    {
        var all = db.Products.Include(p => p.AllVariants).ThenInclude(v => v.Prices).Include(p => p.ListPrices).Where(p => p.DeletedAt == null);
        return Guid.TryParse(idOrSlug, out var id)
            ? await all.FirstOrDefaultAsync(p => p.Id == id, ct)
            : await all.FirstOrDefaultAsync(p => p.Slug == idOrSlug, ct);
    }

    /// <summary>A free slug: the one asked for, or one made of the title.</summary>
    public async Task<Result<string>> FreeSlugAsync(ProductBody body, CancellationToken ct)
    {
        if (body.Slug is { } asked)
        {
            return await IsTakenAsync(asked, null, ct) ? Taken(asked) : asked;
        }

        var slug = Slug.Of(body.Title) is { Length: > 0 } made ? made : "product";
        return await IsTakenAsync(slug, null, ct) ? $"{slug}-{Guid.CreateVersion7().ToString("N")[^8..]}" : slug;
    }

    /// <summary>Null if everything could be applied, else why nothing was.</summary>
    public async Task<Error?> ApplyAsync(Product product, ProductBody body, Guid? actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (body.Category is { } key)
        {
            var category = await db.Categories.AsNoTracking().FirstOrDefaultAsync(c => c.Slug == key || c.Id.ToString() == key, ct);
            if (category is null)
            {
                return Error.Validation("category", "There is no such category.");
            }

            product.CategoryId = category.Id;
        }
        else
        {
            product.CategoryId = null;
        }

        if (await MoveAsync(product, body.Slug, now, ct) is { } taken)
        {
            return taken;
        }

        ApplyTexts(product, body, now);
        var levels = await db.StockLevels.Where(s => s.ProductId == product.Id).ToDictionaryAsync(s => s.VariantId, ct);
        if (await ApplyVariantsAsync(product, body, levels, actor, now, ct) is { } refusal)
        {
            return refusal;
        }

        await new AttributeNames(db).EnsureAsync([.. product.Attributes.Keys], ct);
        product.ImportHash = null;
        product.Touch(now);
        await announcer.AnnounceAsync([product], ct, db.StockLevels.Local);
        return null;
    }

    private static Error Taken(string slug) => Error.Conflict("slug_taken", $"Another product has the slug '{slug}'.").With("slug", slug);

    private Task<bool> IsTakenAsync(string slug, Guid? except, CancellationToken ct) =>
        db.Products.AnyAsync(p => p.Slug == slug && p.DeletedAt == null && p.Id != except, ct);

    private async Task<Error?> MoveAsync(Product product, string? slug, DateTimeOffset now, CancellationToken ct)
    {
        if (slug is null || slug == product.Slug)
        {
            return null;
        }

        if (await IsTakenAsync(slug, product.Id, ct))
        {
            return Taken(slug);
        }

        var old = product.MoveTo(slug)!;
        if (await db.SlugHistory.FindAsync([old], ct) is { } entry)
        {
            (entry.ProductId, entry.ChangedAt) = (product.Id, now);
        }
        else
        {
            db.SlugHistory.Add(new SlugHistory(old, product.Id, now));
        }

        return null;
    }

    private static void ApplyTexts(Product product, ProductBody body, DateTimeOffset now)
    {
        product.Title = body.Title.Trim();
        product.DescriptionHtml = Html.Sanitize(body.Description?.Trim() ?? "");
        product.Brand = Blank(body.Brand);
        product.Status = body.Status ?? ProductStatus.Draft;
        product.PublishedAt = body.PublishedAt?.ToUniversalTime() ?? product.PublishedAt ?? (product.Status == ProductStatus.Active ? now : null);
        product.SeoTitle = Blank(body.Seo?.Title);
        product.SeoDescription = Blank(body.Seo?.Description);
        product.SetTags([.. (body.Tags ?? []).Select(t => t.Trim()).Distinct(StringComparer.Ordinal)]);
        product.ReplaceAttributes(
            (body.Attributes ?? new Dictionary<string, string>()).ToDictionary(a => a.Key.Trim(), a => a.Value.Trim(), StringComparer.Ordinal)
        );
        product.SetImages([
            .. (body.Images ?? []).Select(i => new ProductImage(
                product.Images.Find(p => p.Url == i.Url)?.Id ?? Guid.CreateVersion7(now),
                i.Url,
                Blank(i.Alt)
            )),
        ]);
    }

    private async Task<Error?> ApplyVariantsAsync(
        Product product,
        ProductBody body,
        Dictionary<Guid, StockLevel> levels,
        Guid? actor,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var names = (body.Options ?? []).Select(o => o.Name.Trim()).ToArray();
        var skus = body.Variants.Select(v => v.Sku).OfType<string>().ToArray();
        var taken = await db
            .Variants.AsNoTracking()
            .Where(v => skus.Contains(v.Sku) && v.DeletedAt == null && v.ProductId != product.Id)
            .Select(v => v.Sku)
            .FirstOrDefaultAsync(ct);
        if ((taken ?? skus.GroupBy(s => s, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key) is { } duplicate)
        {
            return Error.Conflict("sku_taken", $"Another variant has the SKU '{duplicate}'.").With("sku", duplicate);
        }

        var kept = new List<Variant>();
        var position = 0;
        foreach (var row in body.Variants)
        {
            var present = product.Variants.FirstOrDefault(v => row.Id is { } id ? v.Id == id : row.Sku is { } sku && v.Sku == sku);
            if (present is null && row.Id is not null)
            {
                return Error.Validation("variants", $"The product has no variant {row.Id}.");
            }

            var values = names.Select(n => row.Options![n].Trim()).ToArray();
            var variant =
                present
                ?? product.AddVariant(
                    row.Sku
                        ?? $"{product.Slug}-{string.Join('-', values.Select(Slug.Of))}-{Guid.CreateVersion7().ToString("N")[^6..]}".ToUpperInvariant(),
                    values,
                    now
                );
            ApplyVariant(variant, row, values, ++position, now);
            if (ApplyStock(variant, row, present is null ? null : levels.GetValueOrDefault(variant.Id), actor, now) is { } refusal)
            {
                return refusal;
            }

            kept.Add(variant);
        }

        foreach (var gone in product.Variants.Except(kept).ToArray())
        {
            product.RemoveVariant(gone, now);
        }

        product.SetOptionNames(names);
        return null;
    }

    private void ApplyVariant(Variant variant, VariantBody row, string[] values, int position, DateTimeOffset now)
    {
        variant.Sku = row.Sku ?? variant.Sku;
        variant.Barcode = Blank(row.Barcode);
        variant.SetOptionValues(values);
        variant.WeightGrams = row.WeightGrams ?? 0;
        variant.RequiresShipping = row.RequiresShipping ?? true;
        variant.Taxable = row.Taxable ?? true;
        variant.Image = row.Image;
        variant.Position = position;
        if (row.Price is { } price && variant.SetRegularPrice(price, row.CompareAtPrice?.Amount, now) is { } ended)
        {
            db.PriceHistory.Add(ended);
        }
    }

    private Error? ApplyStock(Variant variant, VariantBody row, StockLevel? level, Guid? actor, DateTimeOffset now)
    {
        if (level is null)
        {
            var tracked = row.Tracked ?? row.OnHand is not null;
            NewStock.Of(variant.Id, variant.ProductId, tracked, row.Backorder ?? false, row.OnHand ?? 0, MovementKind.Initial, actor, now).AddTo(db);
            return null;
        }

        if (row.OnHand is { } units && units != level.OnHand)
        {
            return Error.Validation("variants", "Stock of a variant that is there moves by adjustments.", "stock_by_adjustment");
        }

        level.Tracked = row.Tracked ?? level.Tracked;
        level.Backorder = row.Backorder ?? level.Backorder;
        return level is { Tracked: true, Backorder: false } && level.OnHand < level.Reserved
            ? Error.Conflict("backorders_open", $"Of {variant.Sku} more units are promised to orders than there are.")
            : null;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
