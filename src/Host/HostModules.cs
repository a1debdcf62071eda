using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Cart;
using LeakyCauldron.Catalog;
using LeakyCauldron.Identity;
using LeakyCauldron.Notifications;
using LeakyCauldron.Orders;
using LeakyCauldron.Payments;
using LeakyCauldron.Registry;
using LeakyCauldron.Search;

namespace LeakyCauldron.Host;

/// <summary>Every module of the shop, one line each; sample data is loaded in this order.</summary>
public static class HostModules
{
    /// <summary>All of them; <c>Modules:Enabled</c> picks those of this process.</summary>
    public static IReadOnlyList<IModule> All { get; } =
    [
        new IdentityModule(),
        new CatalogModule(),
        new CartModule(),
        new PaymentsModule(),
        new OrdersModule(),
        new SearchModule(),
        new NotificationsModule(),
        new RegistryModule(),
    ];
}
