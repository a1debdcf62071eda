using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>Who copies an example of the API document gets past the reading of it.</summary>
public abstract class ExampleTests(Topology shop)
{
    [Fact]
    public async Task Every_request_example_is_understood()
    {
        var bodies = ApiOperations.Read().Operations.Where(o => o.Example is not null).ToArray();
        bodies.Length.ShouldBeGreaterThan(30);
        var (shopper, admin) = (shop.Guest(), await shop.Admin());
        await shopper.Register();
        var refused = new List<string>();
        foreach (var operation in bodies)
        {
            var isCart = operation.Path.StartsWith("/carts/", StringComparison.Ordinal);
            var caller = operation.Path.StartsWith("/me", StringComparison.Ordinal) || isCart ? shopper : admin;
            var id = isCart ? (await caller.Get("/cart"))["id"].GetValue<string>() : Guid.CreateVersion7().ToString();
            var answer = await caller.Send(
                new HttpMethod(operation.Method.ToUpperInvariant()),
                operation.PathWith(id),
                new StringContent(operation.Example!.ToJsonString(), Encoding.UTF8, "application/json"),
                Guid.CreateVersion7().ToString()
            );
            var isUnread =
                answer.Status == HttpStatusCode.BadRequest
                && answer.Code is not ("invalid_token" or "wrong_password" or "invalid_passkey" or "webhook_signature_invalid");
            if (isUnread || answer.Status >= HttpStatusCode.InternalServerError)
            {
                refused.Add($"{operation}: {answer.Text}");
            }
        }

        refused.ShouldBeEmpty();
    }
}

[Collection(nameof(Monolith))]
public sealed class MonolithExampleTests(Monolith shop) : ExampleTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireExampleTests(MonolithWire shop) : ExampleTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaExampleTests(MonolithKafka shop) : ExampleTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartExampleTests(IdentityApart shop) : ExampleTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartExampleTests(CatalogApart shop) : ExampleTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartExampleTests(CartApart shop) : ExampleTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartExampleTests(PaymentsApart shop) : ExampleTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartExampleTests(OrdersApart shop) : ExampleTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartExampleTests(SearchApart shop) : ExampleTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartExampleTests(NotificationsApart shop) : ExampleTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartExampleTests(RegistryApart shop) : ExampleTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartExampleTests(AllApart shop) : ExampleTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsExampleTests(TwoHosts shop) : ExampleTests(shop);
