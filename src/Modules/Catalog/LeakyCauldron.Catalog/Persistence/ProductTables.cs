using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeakyCauldron.Catalog.Persistence;

/// <summary>Products, variants, prices.</summary>
internal static class ProductTables
{
    /// <summary>Rows a shopper may come to see; the condition of every index that lists use.</summary>
    public const string Listed = "status = 'active' AND deleted_at IS NULL";

    public static void Configure(ModelBuilder model)
    {
        Products(model.Entity<Product>());
        Variants(model.Entity<Variant>());
        Prices(model);

        var change = model.Entity<ListChange>();
        change.ToTable("list_changes").HasKey(x => x.Slot);
        change.Property(x => x.Slot).ValueGeneratedNever();

        var slug = model.Entity<SlugHistory>();
        slug.ToTable("slug_history").HasKey(x => x.Slug);
        slug.HasIndex(x => x.ProductId);

        var attribute = model.Entity<AttributeDefinition>();
        attribute.ToTable("attributes").HasKey(x => x.Name);
        attribute.HasIndex(x => new { x.Namespace, x.Key }).IsUnique();
    }

    private static void Products(EntityTypeBuilder<Product> product)
    {
        product.ToTable("products").IsAggregate();
        product.Property(x => x.SortTitle).UseCollation("C");
        product.Property(x => x.Status).IsText();
        product.Property(x => x.Attributes).IsJson();
        product.Property(x => x.Images).IsJson();
        product.Ignore(x => x.Variants).Ignore(x => x.IsChanged);
        product.HasMany(x => x.AllVariants).WithOne().HasForeignKey(x => x.ProductId);
        product.Navigation(x => x.AllVariants).HasField("_variants");
        product.HasMany(x => x.ListPrices).WithOne().HasForeignKey(x => x.ProductId);
        product.Navigation(x => x.ListPrices).HasField("_listPrices");
        product.HasOne<Category>().WithMany().HasForeignKey(x => x.CategoryId).OnDelete(DeleteBehavior.SetNull);
        product.HasIndex(x => x.Slug).IsUnique().HasFilter("deleted_at IS NULL");
        product.HasIndex(x => new { x.SortTitle, x.Id }).HasFilter(Listed);
        product.HasIndex(x => new { x.PublishedAt, x.Id }).HasFilter(Listed);
        product.HasIndex(x => new { x.SoldCount, x.Id }).HasFilter(Listed);
        product
            .HasIndex(x => new
            {
                x.RatingAverage,
                x.RatingCount,
                x.Id,
            })
            .HasFilter(Listed);
        product.HasIndex(x => x.CategoryId).HasFilter(Listed);
        product.HasIndex(x => x.Brand).HasFilter(Listed);
        product.HasIndex(x => x.Tags).HasMethod("gin").HasFilter(Listed);
        product.HasIndex(x => x.NextChangeAt).HasFilter("next_change_at IS NOT NULL");
    }

    private static void Variants(EntityTypeBuilder<Variant> variant)
    {
        variant.ToTable("variants").HasKey(x => x.Id);
        variant.Property(x => x.Id).ValueGeneratedNever();
        variant.Ignore(x => x.IsChanged);
        variant.HasIndex(x => x.ProductId);
        variant.HasIndex(x => x.Sku).IsUnique().HasFilter("deleted_at IS NULL");
        variant.HasMany(x => x.Prices).WithOne().HasForeignKey(x => x.VariantId);
        variant.Navigation(x => x.Prices).HasField("_prices");
    }

    private static void Prices(ModelBuilder model)
    {
        var price = model.Entity<Price>();
        price
            .ToTable("prices")
            .HasKey(x => new
            {
                x.VariantId,
                x.Currency,
                x.ValidFrom,
            });
        price.Property(x => x.Currency).HasColumnType("char(3)");
        price.Ignore(x => x.IsRegular);

        var list = model.Entity<ListPrice>();
        list.ToTable("list_prices").HasKey(x => new { x.ProductId, x.Currency });
        list.Property(x => x.Currency).HasColumnType("char(3)");
        list.HasIndex(x => new
        {
            x.Currency,
            x.Amount,
            x.ProductId,
        });

        var history = model.Entity<PriceHistory>();
        history
            .ToTable("price_history")
            .HasKey(x => new
            {
                x.VariantId,
                x.Currency,
                x.EndedAt,
            });
        history.Property(x => x.Currency).HasColumnType("char(3)");
    }
}
