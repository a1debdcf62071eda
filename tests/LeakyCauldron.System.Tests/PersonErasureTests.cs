using System.Net;
using System.Text;
using Npgsql;

namespace LeakyCauldron.System.Tests;

/// <summary>A person with one word planted wherever a person can write is told all of it, is erased, and the word is nowhere.</summary>
public abstract class PersonErasureTests(Topology shop)
{
    private readonly string _refundKey = Guid.CreateVersion7().ToString();
    private readonly string _marker = $"zq{Guid.CreateVersion7():N}";

    [Fact]
    public async Task An_erased_person_leaves_the_books_and_no_trace()
    {
        var person = shop.Guest();
        person.Http.DefaultRequestHeaders.UserAgent.ParseAdd($"Owl/1.0 ({_marker})");
        var order = await LiveAsync(person);
        await Eventually.Async(
            async () => (await TablesWithMarkerAsync()).Count > 5 && MailsWithMarker().Any(),
            "the marker to have spread over the shop"
        );

        var export = (await person.Get("/me/export")).Is(HttpStatusCode.OK);

        export["missing"].AsArray().ShouldBeEmpty();
        foreach (var module in new[] { "identity", "cart", "orders" })
        {
            export["modules"][module]!.ToJsonString().ShouldContain(_marker, customMessage: module);
        }

        export["modules"]["payments"]!["payments"]!.AsArray().Count.ShouldBe(1);
        export["modules"]["notifications"]!["mails"]!.AsArray().Count.ShouldBeGreaterThan(1);

        (await person.Send(HttpMethod.Delete, "/me", null)).Is(HttpStatusCode.NoContent);

        await Eventually.Async(
            async () =>
            {
                (await TablesWithMarkerAsync()).ShouldBeEmpty();
                MailsWithMarker().ShouldBeEmpty();
            },
            "the marker to be gone"
        );
        await Eventually.Async(
            async () => (await person.Get("/me/preferences")).Status == HttpStatusCode.Unauthorized,
            "the erased person's token to be refused",
            TimeSpan.FromSeconds(5)
        );
        var book = (await (await shop.Staff()).Get($"/orders/{order["id"]}")).Is(HttpStatusCode.OK);
        book["number"].GetValue<string>().ShouldBe(order["number"].GetValue<string>());
        book["totals"].ToJsonString().ShouldBe(order["totals"].ToJsonString());
        book.Text.ShouldNotContain(_marker);
        await RepeatedRefundIsOneAsync(order);
        shop.Output.ShouldNotContain(_marker);
    }

    /// <summary>A stored answer that forgets the person must not forget that the call was made.</summary>
    private async Task RepeatedRefundIsOneAsync(Answer order)
    {
        var (staff, path) = (await shop.Staff(), $"/orders/{order["id"]}");
        var some = new { amount = new { amount = 100, currency = "GBP" }, reason = $"{_marker} was kind" };
        var again = (await staff.Post($"{path}/refunds", some, _refundKey)).Is(HttpStatusCode.Created);
        again.Replayed.ShouldBeTrue();
        again.Text.ShouldNotContain(_marker);
        again["id"].GetValue<string>().ShouldBe(order["id"].GetValue<string>());
        (await staff.Get(path)).Is(HttpStatusCode.OK)["payment"]["refunded"]!["amount"]!.GetValue<long>().ShouldBe(100);
    }

    [Fact]
    public async Task A_session_that_ends_is_refused_within_five_seconds()
    {
        var here = shop.Guest();
        var email = await here.Register();
        var there = shop.Guest();
        await there.SignIn(email, "a long enough phrase");

        (await there.Send(HttpMethod.Delete, "/me/sessions", null)).Is(HttpStatusCode.NoContent);

        await Eventually.Async(
            async () => (await here.Get("/me")).Status == HttpStatusCode.Unauthorized,
            "the ended session's access token to be refused",
            TimeSpan.FromSeconds(5)
        );
        (await there.Get("/me")).Is(HttpStatusCode.OK);
    }

    /// <summary>Registers, keeps an address, orders, and leaves an open cart behind.</summary>
    private async Task<Answer> LiveAsync(ShopClient person)
    {
        var email = $"{_marker}@leaky.test";
        const string password = "a long enough phrase";
        (
            await person.Post(
                "/identity/register",
                new
                {
                    email,
                    password,
                    displayName = _marker,
                    marketingOptIn = true,
                }
            )
        ).Is(HttpStatusCode.Accepted);
        await person.SignIn(email, password);
        var address = new
        {
            name = _marker,
            line1 = $"7 {_marker} Lane",
            city = _marker,
            postalCode = "N1 1AA",
            country = "GB",
        };
        (await person.Post("/me/addresses", address, $"{_marker}-address")).Is(HttpStatusCode.Created);
        (await person.Post("/me/email", new { email = $"{_marker}.new@leaky.test", currentPassword = password })).Is(HttpStatusCode.Accepted);
        (await person.Post("/me/wishlists", new { name = $"For {_marker}" })).Is(HttpStatusCode.Created);
        var sku = await Journey.NewProduct(shop, 5);
        var cart = await Journey.ReadyCart(person, sku);
        (await person.Put($"/carts/{cart["id"]}/address", new { shipping = address, billing = address })).Is(HttpStatusCode.OK);
        cart = (
            await person.Send(HttpMethod.Patch, $"/carts/{cart["id"]}", new { note = $"Leave it with {_marker}", giftMessage = $"For {_marker}" })
        )
            .Is(HttpStatusCode.OK)
            .Json!;
        var order = (await Journey.Order(person, cart, "tok_ok", $"{_marker}-order")).Is(HttpStatusCode.Created);
        await AfterwardsAsync(person, order);
        var open = (await person.Get("/cart")).Is(HttpStatusCode.OK)["id"];
        (await person.Send(HttpMethod.Patch, $"/carts/{open}", new { note = $"More for {_marker}" })).Is(HttpStatusCode.OK);
        return order;
    }

    /// <summary>It is sent, sent back and written about by staff, whose answers show the person too and are kept to be replayed.</summary>
    private async Task AfterwardsAsync(ShopClient person, Answer order)
    {
        var (staff, path) = (await shop.Staff(), $"/orders/{order["id"]}");
        (await staff.Post($"{path}/notes", new { text = $"{_marker} called twice" }, Guid.CreateVersion7().ToString())).Is(HttpStatusCode.Created);
        var parcel = new { carrier = "Owl Post", trackingNumber = "OP-1" };
        (await staff.Post($"{path}/shipments", parcel, Guid.CreateVersion7().ToString())).Is(HttpStatusCode.Created);
        var item = order["items"].AsArray().Single()!["id"]!.GetValue<string>();
        var back = new
        {
            items = new[]
            {
                new
                {
                    itemId = item,
                    quantity = 1,
                    reason = $"{_marker} says it bites",
                },
            },
        };
        var asked = (await person.Post($"{path}/returns", back)).Is(HttpStatusCode.Created);
        var some = new { amount = new { amount = 100, currency = "GBP" }, reason = $"{_marker} was kind" };
        (await staff.Post($"{path}/refunds", some, _refundKey)).Is(HttpStatusCode.Created);
        var reject = $"/returns/{asked["returns"].AsArray().Single()!["id"]}/reject";
        (await staff.Post(reject, new { reason = $"Sorry, {_marker}" }, Guid.CreateVersion7().ToString())).Is(HttpStatusCode.OK);
    }

    /// <summary>Every table of every database, every column of it, as text and as bytes.</summary>
    private async Task<List<string>> TablesWithMarkerAsync()
    {
        var (found, searched) = (new List<string>(), 0);
        foreach (var database in shop.ConnectionStrings)
        {
            searched += await SearchAsync(database, found);
        }

        searched.ShouldBeGreaterThan(40);
        return found;
    }

    private async Task<int> SearchAsync(string database, List<string> found)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var tables = new List<string>();
        await using (
            var list = source.CreateCommand(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            )
        )
        await using (var reader = await list.ExecuteReaderAsync(ShopClient.Ct))
        {
            while (await reader.ReadAsync(ShopClient.Ct))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var hex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(_marker));
        foreach (var table in tables)
        {
            await using var search = source.CreateCommand(
                $"SELECT EXISTS (SELECT FROM {table} x WHERE x::text ILIKE '%{_marker}%' OR x::text LIKE '%{hex}%')"
            );
            if ((bool)(await search.ExecuteScalarAsync(ShopClient.Ct))!)
            {
                found.Add(table);
            }
        }

        return tables.Count;
    }

    private IEnumerable<string> MailsWithMarker() =>
        Directory
            .EnumerateFiles(shop.DataDirectory, "*.eml", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains(_marker, StringComparison.OrdinalIgnoreCase));
}

[Collection(nameof(Monolith))]
public sealed class MonolithPersonErasureTests(Monolith shop) : PersonErasureTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWirePersonErasureTests(MonolithWire shop) : PersonErasureTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaPersonErasureTests(MonolithKafka shop) : PersonErasureTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartPersonErasureTests(IdentityApart shop) : PersonErasureTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartPersonErasureTests(CatalogApart shop) : PersonErasureTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartPersonErasureTests(CartApart shop) : PersonErasureTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartPersonErasureTests(PaymentsApart shop) : PersonErasureTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartPersonErasureTests(OrdersApart shop) : PersonErasureTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartPersonErasureTests(SearchApart shop) : PersonErasureTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartPersonErasureTests(NotificationsApart shop) : PersonErasureTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartPersonErasureTests(RegistryApart shop) : PersonErasureTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartPersonErasureTests(AllApart shop) : PersonErasureTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsPersonErasureTests(TwoHosts shop) : PersonErasureTests(shop);
