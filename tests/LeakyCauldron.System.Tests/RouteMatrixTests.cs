using System.Net;
using System.Text.RegularExpressions;

namespace LeakyCauldron.System.Tests;

/// <summary>Every route, called by every kind of caller: the door opens to whom docs/security/routes.md says, and to nobody else.</summary>
public abstract partial class RouteMatrixTests(Topology shop)
{
    private static readonly string[] Callers = ["nobody", "shopper", "other shopper", "staff", "admin"];

    /// <summary>Not tried by who may: it would start work that other tests wait for.</summary>
    private static readonly string[] Heavy = ["/api/v1/admin/search/reindex"];

    [Fact]
    public async Task Each_route_opens_to_whom_it_says()
    {
        var routes = Read();
        routes.Count.ShouldBeGreaterThan(100);
        var clients = await CallersAsync();
        var wrong = new List<string>();
        // What ends the caller's account comes last.
        foreach (var (method, path, caller) in routes.OrderBy(r => r is { Method: "DELETE", Path: "/api/v1/me" }))
        {
            foreach (var (name, client) in clients)
            {
                var expected = Expected(caller, name);
                if (expected is null && Heavy.Contains(path))
                {
                    continue;
                }

                var status = await client.StatusOf(method, Parameter().Replace(path, _ => Guid.CreateVersion7().ToString()));
                var isRight = expected is { } refusal
                    ? status == refusal
                    : status < HttpStatusCode.InternalServerError
                        && status != HttpStatusCode.Forbidden
                        && (status != HttpStatusCode.Unauthorized || caller == "anyone");
                if (!isRight)
                {
                    wrong.Add($"{method} {path} is for {caller}; {name} got {(int)status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>Null: let in, whatever the endpoint then says.</summary>
    private static HttpStatusCode? Expected(string route, string caller)
    {
        var needed = route switch
        {
            "anyone" => 0,
            "shopper" => 1,
            "staff" => 2,
            "admin" => 3,
            _ => 4,
        };
        var has = caller switch
        {
            "nobody" => 0,
            "staff" => 2,
            "admin" => 3,
            _ => 1,
        };
        return has >= needed ? null
            : has == 0 ? HttpStatusCode.Unauthorized
            : HttpStatusCode.Forbidden;
    }

    private async Task<(string Name, ShopClient Client)[]> CallersAsync()
    {
        var admin = await shop.Admin();
        var clients = new List<(string, ShopClient)>();
        foreach (var name in Callers)
        {
            var client = shop.Guest();
            clients.Add((name, client));
            if (name == "nobody")
            {
                continue;
            }

            var email = await client.Register();
            if (name is "staff" or "admin")
            {
                var id = (await admin.Get($"/users?q={email}"))["items"].AsArray().Single()!["userId"];
                (await admin.Put($"/users/{id}/roles", new { roles = new[] { name } })).Is(HttpStatusCode.OK);
                await client.SignIn(email, "a long enough phrase");
            }
        }

        return [.. clients];
    }

    private static List<(string Method, string Path, string Caller)> Read() =>
        [
            .. File.ReadLines(Path.Combine(Solution.Root, "docs", "security", "routes.md"))
                .Select(line => Row().Match(line))
                .Where(m => m.Success)
                .Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value)),
        ];

    /// <summary>What is outside the API follows its own standards.</summary>
    [GeneratedRegex(@"^\| ([A-Z]+) \| `(/api/v1/[^`]*)` \| (\w+) \|$", RegexOptions.None, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}

[Collection(nameof(Monolith))]
public sealed class MonolithRouteMatrixTests(Monolith shop) : RouteMatrixTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireRouteMatrixTests(MonolithWire shop) : RouteMatrixTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaRouteMatrixTests(MonolithKafka shop) : RouteMatrixTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartRouteMatrixTests(IdentityApart shop) : RouteMatrixTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartRouteMatrixTests(CatalogApart shop) : RouteMatrixTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartRouteMatrixTests(CartApart shop) : RouteMatrixTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartRouteMatrixTests(PaymentsApart shop) : RouteMatrixTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartRouteMatrixTests(OrdersApart shop) : RouteMatrixTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartRouteMatrixTests(SearchApart shop) : RouteMatrixTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartRouteMatrixTests(NotificationsApart shop) : RouteMatrixTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartRouteMatrixTests(RegistryApart shop) : RouteMatrixTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartRouteMatrixTests(AllApart shop) : RouteMatrixTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsRouteMatrixTests(TwoHosts shop) : RouteMatrixTests(shop);
