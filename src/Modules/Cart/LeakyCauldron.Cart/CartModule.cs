using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Cart.Features.AddCoupon;
using LeakyCauldron.Cart.Features.AddItem;
using LeakyCauldron.Cart.Features.ChangeItems;
using LeakyCauldron.Cart.Features.ChooseShippingMethod;
using LeakyCauldron.Cart.Features.ClaimCart;
using LeakyCauldron.Cart.Features.CreateCart;
using LeakyCauldron.Cart.Features.EditCartNotes;
using LeakyCauldron.Cart.Features.GetCart;
using LeakyCauldron.Cart.Features.GetMyCart;
using LeakyCauldron.Cart.Features.ListShippingMethods;
using LeakyCauldron.Cart.Features.Promotions;
using LeakyCauldron.Cart.Features.RemoveCoupon;
using LeakyCauldron.Cart.Features.RemoveItem;
using LeakyCauldron.Cart.Features.SavedItems;
using LeakyCauldron.Cart.Features.SetAddress;
using LeakyCauldron.Cart.Features.SetItemQuantity;
using LeakyCauldron.Cart.Features.Shared;
using LeakyCauldron.Cart.Features.ShippingMethods;
using LeakyCauldron.Cart.Features.ShippingZones;
using LeakyCauldron.Cart.Features.TaxRates;
using LeakyCauldron.Cart.Features.Wishlists;
using LeakyCauldron.Cart.Integration;
using LeakyCauldron.Cart.Jobs;
using LeakyCauldron.Cart.SampleData;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Cart;

/// <summary>The Cart module.</summary>
public sealed class CartModule : IModule
{
    /// <inheritdoc />
    public string Name => CartDbContext.Schema;

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<CartDbContext>();
        module.On<OrderCancelledV1, GiveBackPromotionsOnOrderCancelled>();
        module.On<PersonErasedV1, CartPersonalData>();
        module.AddPersonalData<CartPersonalData>();
        module.AddJob<DeleteExpiredCarts>(TimeSpan.FromHours(1));
        module.AddSampleData<CommerceSample>();
        module.Services.AddSingleton(ShopSettings.From(module.Configuration));
        module.Services.AddSingleton<PricingRulesCache>();
        module.Services.AddScoped<CartStore>();
        module.Services.AddScoped<CartQuotes>();
        module.Services.AddScoped<CartReads>();
        module.Services.AddScoped<CartWrites>();
        module.Services.AddScoped<CheckoutClaims>();
        module.Services.AddScoped<WishlistReads>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        CreateCartEndpoint.Map(api);
        GetCartEndpoint.Map(api);
        GetMyCartEndpoint.Map(api);
        ClaimCartEndpoint.Map(api);
        AddItemEndpoint.Map(api);
        SetItemQuantityEndpoint.Map(api);
        RemoveItemEndpoint.Map(api);
        ChangeItemsEndpoint.Map(api);
        SavedItemsEndpoints.Map(api);
        AddCouponEndpoint.Map(api);
        RemoveCouponEndpoint.Map(api);
        SetAddressEndpoint.Map(api);
        ListShippingMethodsEndpoint.Map(api);
        ChooseShippingMethodEndpoint.Map(api);
        EditCartNotesEndpoint.Map(api);
        ListPromotionsEndpoints.Map(api);
        SavePromotionEndpoints.Map(api);
        DeletePromotionEndpoint.Map(api);
        ShippingZoneEndpoints.Map(api);
        ShippingMethodEndpoints.Map(api);
        TaxRateEndpoints.Map(api);
        ReadWishlistsEndpoints.Map(api);
        SaveWishlistsEndpoints.Map(api);
        WishlistItemsEndpoints.Map(api);
    }
}
