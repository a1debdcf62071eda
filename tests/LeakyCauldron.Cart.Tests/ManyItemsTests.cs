using System.Net;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class ManyItemsTests(CartHost host)
{
    private readonly Shopper _guest = host.Guest();

    [Fact]
    public async Task Many_lines_are_taken_out_set_and_added_at_once()
    {
        var (a, b, c, d) = (host.Shelf.Put(price: 100), host.Shelf.Put(price: 100), host.Shelf.Put(price: 100), host.Shelf.Put(price: 100));
        var cart = await _guest.NewCartAsync();
        await _guest.AddAsync(cart, a.VariantId, 1);
        await _guest.AddAsync(cart, b.VariantId, 2);
        var before = await _guest.AddAsync(cart, c.VariantId, 3);
        var line = before.Items.Single(i => (Guid)i!["variantId"]! == a.VariantId)!["id"]!.ToString();

        var after = (
            await ChangeAsync(
                cart,
                new
                {
                    remove = new[] { line },
                    set = new object[]
                    {
                        new { variantId = b.VariantId, quantity = 0 },
                        new { sku = d.Sku, quantity = 4 },
                        new { variantId = a.VariantId, quantity = 0 },
                    },
                    add = new object[] { new { sku = c.Sku, quantity = 2 }, new { variantId = d.VariantId, quantity = 1 } },
                }
            )
        ).ShouldBe(HttpStatusCode.OK);
        Lines(after).ShouldBe([(c.VariantId, 5), (d.VariantId, 5)], ignoreOrder: true);
        after.Total("subtotal").ShouldBe(1000);
    }

    [Fact]
    public async Task One_that_cannot_be_done_leaves_all_undone_and_is_named()
    {
        var (a, few) = (host.Shelf.Put(), host.Shelf.Put(stock: 2));
        var cart = await _guest.NewCartAsync();
        await _guest.AddAsync(cart, a.VariantId, 1);
        object Add(object last) => new { add = new[] { new { variantId = a.VariantId, quantity = 1 }, last } };

        var missing = (await ChangeAsync(cart, Add(new { sku = "no-such-thing", quantity = 1 }))).ShouldBeProblem(
            HttpStatusCode.NotFound,
            "variant_not_found"
        );
        ((string)missing.Body["field"]!).ShouldBe("add[1]");
        var scarce = (await ChangeAsync(cart, Add(new { variantId = few.VariantId, quantity = 3 }))).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "insufficient_stock"
        );
        ((int)scarce.Body["available"]!).ShouldBe(2);
        (
            await ChangeAsync(cart, new { remove = new[] { Guid.CreateVersion7() }, add = new[] { new { variantId = a.VariantId, quantity = 1 } } })
        ).ShouldBeProblem(HttpStatusCode.NotFound, "item_not_found");
        Lines(await _guest.GetAsync($"carts/{cart}")).ShouldBe([(a.VariantId, 1)]);
    }

    [Fact]
    public async Task Nonsense_is_refused()
    {
        var variant = host.Shelf.Put();
        var cart = await _guest.NewCartAsync();
        object One(object item) => new { set = new[] { item } };
        foreach (
            var wrong in new object[]
            {
                new { },
                new { add = Array.Empty<object>() },
                new { add = new[] { new { variantId = variant.VariantId, quantity = 0 } } },
                One(new { variantId = variant.VariantId, quantity = -1 }),
                One(new { variantId = variant.VariantId, quantity = 1000 }),
                One(new { quantity = 1 }),
                One(
                    new
                    {
                        variantId = variant.VariantId,
                        sku = variant.Sku,
                        quantity = 1,
                    }
                ),
                new { add = Enumerable.Range(0, 201).Select(_ => new { variantId = variant.VariantId, quantity = 1 }) },
            }
        )
        {
            (await ChangeAsync(cart, wrong)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        }

        (await _guest.GetAsync($"carts/{cart}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_that_commute_all_survive()
    {
        var variants = Enumerable.Range(0, 3).Select(_ => host.Shelf.Put()).ToArray();
        var cart = await _guest.NewCartAsync();
        var all = new { add = variants.Select(v => new { variantId = v.VariantId, quantity = 1 }) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ChangeAsync(cart, all)));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        Lines(await _guest.GetAsync($"carts/{cart}")).ShouldBe(variants.Select(v => (v.VariantId, 12)), ignoreOrder: true);
    }

    private Task<Answer> ChangeAsync(Guid cart, object body) => _guest.SendAsync(HttpMethod.Patch, $"carts/{cart}/items", body);

    private static IEnumerable<(Guid, int)> Lines(Answer cart) => cart.Items.Select(i => ((Guid)i!["variantId"]!, (int)i["quantity"]!));
}
