using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Catalog.Features.AdjustStock;
using LeakyCauldron.Catalog.Features.CreateProduct;
using LeakyCauldron.Catalog.Features.DeleteCategory;
using LeakyCauldron.Catalog.Features.DeleteCollection;
using LeakyCauldron.Catalog.Features.DeleteProduct;
using LeakyCauldron.Catalog.Features.ExportProducts;
using LeakyCauldron.Catalog.Features.GetCategory;
using LeakyCauldron.Catalog.Features.GetImport;
using LeakyCauldron.Catalog.Features.GetProduct;
using LeakyCauldron.Catalog.Features.GetStock;
using LeakyCauldron.Catalog.Features.ListCategories;
using LeakyCauldron.Catalog.Features.ListCollections;
using LeakyCauldron.Catalog.Features.ListProducts;
using LeakyCauldron.Catalog.Features.ListReviews;
using LeakyCauldron.Catalog.Features.ListReviewsForStaff;
using LeakyCauldron.Catalog.Features.ListStockMovements;
using LeakyCauldron.Catalog.Features.ModerateReview;
using LeakyCauldron.Catalog.Features.SaveCategory;
using LeakyCauldron.Catalog.Features.SaveCollection;
using LeakyCauldron.Catalog.Features.SetPrices;
using LeakyCauldron.Catalog.Features.StartImport;
using LeakyCauldron.Catalog.Features.StockAlerts;
using LeakyCauldron.Catalog.Features.StockLocations;
using LeakyCauldron.Catalog.Features.UpdateProduct;
using LeakyCauldron.Catalog.Features.VoteOnReview;
using LeakyCauldron.Catalog.Features.WriteReview;
using LeakyCauldron.Catalog.Importing;
using LeakyCauldron.Catalog.Integration;
using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Shelves;
using LeakyCauldron.Catalog.Stock;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeakyCauldron.Catalog;

/// <summary>The Catalog module.</summary>
public sealed class CatalogModule : IModule
{
    /// <inheritdoc />
    public string Name => CatalogDbContext.Schema;

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<CatalogDbContext>();
        module.MapEvents<CatalogEventMap>();
        module.On<OrderConfirmedV1, CountSalesOnOrderConfirmed>();
        module.On<OrderConfirmedV1, RememberPurchases>();
        module.On<OrderClaimedV1, RememberPurchases>();
        module.On<PersonErasedV1, CatalogPersonalData>();
        module.AddPersonalData<CatalogPersonalData>();
        module.On<OrderCancelledV1, RestockOnOrderCancelled>();
        module.On<OrderItemsReducedV1, RestockOnOrderItemsReduced>();
        module.On<ReturnReceivedV1, RestockOnReturnReceived>();
        module.AddJob<ExpireReservations>(TimeSpan.FromSeconds(15));
        module.AddJob<ProductClock>(TimeSpan.FromSeconds(10));
        module.AddSampleData<SampleShelves>();

        var services = module.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new ShopCurrency(module.Configuration));
        services.AddSingleton<ProductReader>();
        services.AddSingleton<ListVersion>();
        services.AddSingleton<ListCache>();
        services.AddScoped<ProductAnnouncer>();
        services.AddScoped<ProductWriter>();
        services.AddSingleton<ProductPrecondition>();
        services.AddScoped<ProductExport>();
        services.AddScoped<CategoryTree>();
        services.AddScoped<CollectionReader>();
        AddStock(services);
        AddImports(services, module.Configuration);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        ListProductsEndpoint.Map(api);
        GetProductEndpoint.Map(api);
        ListCategoriesEndpoint.Map(api);
        GetCategoryEndpoint.Map(api);
        ListCollectionsEndpoint.Map(api);
        SaveCategoryEndpoints.Map(api);
        DeleteCategoryEndpoint.Map(api);
        SaveCollectionEndpoints.Map(api);
        DeleteCollectionEndpoint.Map(api);
        GetStockEndpoint.Map(api);
        AdjustStockEndpoint.Map(api);
        ListStockLocationsEndpoint.Map(api);
        SaveStockLocationEndpoints.Map(api);
        DeleteStockLocationEndpoint.Map(api);
        ListStockMovementsEndpoint.Map(api);
        StockAlertsEndpoints.Map(api);
        StartImportEndpoint.Map(api);
        GetImportEndpoint.Map(api);
        ExportProductsEndpoint.Map(api);
        CreateProductEndpoint.Map(api);
        UpdateProductEndpoint.Map(api);
        DeleteProductEndpoint.Map(api);
        SetPricesEndpoint.Map(api);
        ListReviewsEndpoint.Map(api);
        WriteReviewEndpoint.Map(api);
        VoteOnReviewEndpoint.Map(api);
        ListReviewsForStaffEndpoint.Map(api);
        ModerateReviewEndpoint.Map(api);
    }

    private static void AddStock(IServiceCollection services)
    {
        services.AddSingleton<StockSignal>();
        services.AddSingleton<StockAnnouncer>();
        services.AddHostedService(provider => provider.GetRequiredService<StockAnnouncer>());
    }

    private static void AddImports(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new Spool(configuration));
        services.AddSingleton<ImportSignal>();
        services.AddScoped<ImportRun>();
        services.AddScoped<ImportJob>();
        services.AddHostedService<ImportWorker>();
    }
}
