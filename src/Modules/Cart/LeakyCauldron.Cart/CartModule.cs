using LeakyCauldron.Cart.Features.AddCoupon;
using LeakyCauldron.Cart.Features.AddItem;
using LeakyCauldron.Cart.Features.BeginCheckout;
using LeakyCauldron.Cart.Features.ChooseShippingMethod;
using LeakyCauldron.Cart.Features.ClaimCart;
using LeakyCauldron.Cart.Features.CreateCart;
using LeakyCauldron.Cart.Features.EditCartNotes;
using LeakyCauldron.Cart.Features.GetCart;
using LeakyCauldron.Cart.Features.GetMyCart;
using LeakyCauldron.Cart.Features.ListShippingMethods;
using LeakyCauldron.Cart.Features.RemoveCoupon;
using LeakyCauldron.Cart.Features.RemoveItem;
using LeakyCauldron.Cart.Features.SetAddress;
using LeakyCauldron.Cart.Features.SetItemQuantity;
using LeakyCauldron.Cart.SampleData;

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
        module.AddSampleData<CommerceSample>();
        module.Services.AddSingleton(ShopSettings.From(module.Configuration));
        module.Services.AddSingleton<PricingRulesCache>();
        module.Services.AddScoped<CartStore>();
        module.Services.AddScoped<CartQuotes>();
        module.Services.AddScoped<CartReads>();
        module.Services.AddScoped<CartWrites>();
        module.Services.AddScoped<CheckoutClaims>();
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
        AddCouponEndpoint.Map(api);
        RemoveCouponEndpoint.Map(api);
        SetAddressEndpoint.Map(api);
        ListShippingMethodsEndpoint.Map(api);
        ChooseShippingMethodEndpoint.Map(api);
        EditCartNotesEndpoint.Map(api);
    }
}
