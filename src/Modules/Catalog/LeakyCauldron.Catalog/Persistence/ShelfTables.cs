namespace LeakyCauldron.Catalog.Persistence;

/// <summary>Categories, collections, imports.</summary>
internal static class ShelfTables
{
    public static void Configure(ModelBuilder model)
    {
        var category = model.Entity<Category>();
        category.ToTable("categories").HasKey(x => x.Id);
        category.Property(x => x.Id).ValueGeneratedNever();
        category.HasIndex(x => x.Slug).IsUnique();
        category.HasIndex(x => x.PathNames).IsUnique();
        category.HasOne<Category>().WithMany().HasForeignKey(x => x.ParentId).OnDelete(DeleteBehavior.Restrict);

        var collection = model.Entity<Collection>();
        collection.ToTable("collections").HasKey(x => x.Id);
        collection.Property(x => x.Id).ValueGeneratedNever();
        collection.Property(x => x.Rules).IsJson();
        collection.HasIndex(x => x.Slug).IsUnique();

        var member = model.Entity<CollectionProduct>();
        member.ToTable("collection_products").HasKey(x => new { x.CollectionId, x.ProductId });
        member.HasIndex(x => x.ProductId);
        member.HasOne<Collection>().WithMany().HasForeignKey(x => x.CollectionId);

        var import = model.Entity<Import>();
        import.ToTable("imports").HasKey(x => x.Id);
        import.Property(x => x.Id).ValueGeneratedNever();
        import.Property(x => x.Currency).HasColumnType("char(3)");
        import.Property(x => x.Status).IsText();
        import.HasIndex(x => x.CreatedAt).HasFilter("status = 'running'");

        var error = model.Entity<ImportError>();
        error.ToTable("import_errors").HasKey(x => new { x.ImportId, x.Number });
        error.HasOne<Import>().WithMany().HasForeignKey(x => x.ImportId);
    }
}
