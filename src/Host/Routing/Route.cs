namespace LeakyCauldron.Host.Routing;

/// <summary>Where one request goes: to a module of the shop, or to a service outside it.</summary>
internal readonly record struct Route(string? Module, ForeignRoute? Foreign, Pool Pool, RouteSettings Settings)
{
    public string Name => Module ?? Foreign!.App;
}
