using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class FillCartTests(CartHost host)
{
    [Fact]
    public async Task What_can_be_had_is_added_and_the_rest_is_explained()
    {
        var person = host.Person();
        var (plenty, few, gone, foreign) = (
            host.Shelf.Put(price: 100),
            host.Shelf.Put(price: 100, stock: 3),
            host.Shelf.Put(price: 100),
            host.Shelf.Put(price: 100)
        );
        host.Shelf.Remove(gone.VariantId);
        host.Shelf.Price(foreign.VariantId, "GBP", null);
        var mine = (await person.GetAsync("cart")).Id;
        await person.AddAsync(mine, few.VariantId, 1);
        await person.AddAsync(mine, plenty.VariantId, 998);

        var filled = await host.SendAsync(
            new FillCart(person.UserId!.Value, [new(plenty.VariantId, 4), new(few.VariantId, 5), new(gone.VariantId, 1), new(foreign.VariantId, 1)])
        );
        filled.Value!.CartId.ShouldBe(mine);
        filled
            .Value!.Lines.Select(l => (l.Added, l.Reason))
            .ShouldBe([(1, "quantity_limit"), (2, "insufficient_stock"), (0, "not_for_sale"), (0, "price_unavailable")]);
        var items = (await person.GetAsync("cart")).Items;
        items.Select(i => ((Guid)i!["variantId"]!, (int)i["quantity"]!)).ShouldBe([(few.VariantId, 3), (plenty.VariantId, 999)], ignoreOrder: true);
    }

    [Fact]
    public async Task Many_at_once_fill_one_cart()
    {
        var person = host.Person();
        var variant = host.Shelf.Put(price: 100);
        var filled = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => host.SendAsync(new FillCart(person.UserId!.Value, [new(variant.VariantId, 2)])))
        );
        filled.Select(f => f.Value!.CartId).Distinct().ShouldHaveSingleItem();
        ((int)(await person.GetAsync("cart")).Items.ShouldHaveSingleItem()!["quantity"]!).ShouldBe(12);
    }
}
