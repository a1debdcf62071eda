using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Catalog.Stock;
using LeakyCauldron.Catalog.Tests.Harness;
using LeakyCauldron.Orders.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Stock;

public sealed class StockTests
{
    [Fact]
    public async Task Many_buyers_of_few_units_get_exactly_what_there_is()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await Gen.Select(Gen.Int[0, 12], Gen.Int[1, 3].Array[5, 15])
            .SampleAsync(
                async (units, wishes) =>
                {
                    var variant = Variant(await shop.CreateAsync("Last ones", units));
                    var answers = await Task.WhenAll(wishes.Select(q => shop.Send(Reserve(Guid.CreateVersion7(), (variant, q)))));
                    var sold = answers.Zip(wishes).Where(a => !a.First.IsError).Sum(a => a.Second);
                    sold.ShouldBeLessThanOrEqualTo(units);
                    answers.Where(a => a.IsError).ShouldAllBe(a => a.Error!.Code == "insufficient_stock");
                    var left = units - sold;
                    answers
                        .Zip(wishes)
                        .Where(a => a.First.IsError)
                        .ShouldAllBe(a => a.Second > left, "whoever was refused asked for more than was left");
                    (await AvailableAsync(shop, variant)).ShouldBe(left);
                },
                iter: 15,
                threads: 1
            );
        await HoldsAsync(shop);
    }

    [Fact]
    public async Task Orders_for_the_same_things_in_any_order_never_block_each_other()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var variants = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            variants.Add(Variant(await shop.CreateAsync($"Thing {i}", 30)));
        }

        var orders = Enumerable
            .Range(0, 40)
            .Select(i =>
                Reserve(Guid.CreateVersion7(), [.. variants.Index().OrderBy(v => (v.Index + i) % 4 * ((i % 2 * 2) - 1)).Select(v => (v.Item, 1))])
            )
            .ToArray();
        var answers = await Task.WhenAll(orders.Select(shop.Send));
        answers.Count(a => !a.IsError).ShouldBe(30);
        await Task.WhenAll(
            orders.Select((o, i) => i % 2 == 0 ? (Task)shop.Send(new ConvertStock(o.OrderId)) : shop.Send(new ReleaseStock(o.OrderId, "test")))
        );
        await HoldsAsync(shop);
    }

    [Fact]
    public async Task All_lines_or_none_and_the_same_variant_twice_is_summed()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (plenty, few) = (Variant(await shop.CreateAsync("Plenty", 100)), Variant(await shop.CreateAsync("Few", 3)));
        var refused = await shop.Send(Reserve(Guid.CreateVersion7(), (plenty, 5), (few, 2), (few, 2)));
        refused.Error!.Code.ShouldBe("insufficient_stock");
        refused.Error.Extensions!["available"].ShouldBe(3);
        ((string)refused.Error.Extensions["sku"]!).ShouldStartWith("FEW");
        (await AvailableAsync(shop, plenty)).ShouldBe(100);
        (await shop.Send(Reserve(Guid.CreateVersion7(), (Guid.CreateVersion7(), 1)))).Error!.Code.ShouldBe("variant_not_found");
    }

    [Fact]
    public async Task An_order_reserves_once_however_often_it_asks()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var variant = Variant(await shop.CreateAsync("Once", 10));
        var request = Reserve(Guid.CreateVersion7(), (variant, 4));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.Send(request)));
        answers.Select(a => a.Value).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        (await AvailableAsync(shop, variant)).ShouldBe(6);
    }

    [Fact]
    public async Task A_sale_takes_units_once_and_a_cancelled_order_brings_them_back_once()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Sold", 10);
        var (variant, order) = (Variant(product), Guid.CreateVersion7());
        await shop.Send(Reserve(order, (variant, 4)));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shop.Send(new ConvertStock(order))));
        (await LevelAsync(shop, variant)).ShouldBe((6, 0));
        (await shop.Send(new ReleaseStock(order, "late"))).IsError.ShouldBeFalse();
        (await LevelAsync(shop, variant)).ShouldBe((6, 0));

        var cancelled = new OrderCancelledV1(order, "LC-1", null, "changed my mind", []);
        await shop.DeliverAsync(cancelled);
        await shop.DeliverAsync(cancelled);
        (await LevelAsync(shop, variant)).ShouldBe((10, 0));
        await HoldsAsync(shop);
        var ledger = await shop.GetAsync($"catalog/stock/{product.GetProperty("variants")[0].GetProperty("sku")}/movements", shop.Staff);
        ledger
            .GetProperty("items")
            .EnumerateArray()
            .Select(m => (m.GetProperty("kind").GetString(), m.GetProperty("delta").GetInt32()))
            .ShouldBe([("cancellation", 4), ("sale", -4), ("initial", 10)]);
    }

    [Fact]
    public async Task A_return_brings_back_what_was_accepted_and_never_more_than_was_sold()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Sent back", 10);
        var (variant, order) = (Variant(product), Guid.CreateVersion7());
        await shop.Send(Reserve(order, (variant, 4)));
        await shop.Send(new ConvertStock(order));
        ReturnReceivedV1 Return(bool restock, int units) =>
            new(order, "LC-1", Guid.CreateVersion7(), null, restock, [new(variant, units), new(Guid.CreateVersion7(), 1)]);
        await shop.DeliverAsync(new OrderItemsReducedV1(order, "LC-1", null, [new(variant, 1)]));
        (await LevelAsync(shop, variant)).ShouldBe((7, 0));
        await shop.DeliverAsync(Return(false, 4));
        (await LevelAsync(shop, variant)).ShouldBe((7, 0));
        await shop.DeliverAsync(Return(true, 2));
        (await LevelAsync(shop, variant)).ShouldBe((9, 0));
        await shop.DeliverAsync(Return(true, 3));
        (await LevelAsync(shop, variant)).ShouldBe((10, 0));
        await shop.DeliverAsync(new OrderCancelledV1(order, "LC-1", null, "too late", []));
        (await LevelAsync(shop, variant)).ShouldBe((10, 0));
        await HoldsAsync(shop);
        var ledger = await shop.GetAsync($"catalog/stock/{product.GetProperty("variants")[0].GetProperty("sku")}/movements", shop.Staff);
        ledger
            .GetProperty("items")
            .EnumerateArray()
            .Select(m => (m.GetProperty("kind").GetString(), m.GetProperty("delta").GetInt32()))
            .ShouldBe([("return", 1), ("return", 2), ("cancellation", 1), ("sale", -4), ("initial", 10)]);
    }

    [Fact]
    public async Task What_is_not_paid_for_comes_back_when_its_time_is_over()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var variant = Variant(await shop.CreateAsync("Timed", 5));
        var (late, later) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await shop.Send(Reserve(late, (variant, 3)));
        shop.Clock.Advance(TimeSpan.FromMinutes(16));
        (await ExpireAsync(shop)).ShouldBe(1);
        (await AvailableAsync(shop, variant)).ShouldBe(5);

        // Paid after all: taken anew while there is stock.
        (await shop.Send(new ConvertStock(late))).IsError.ShouldBeFalse();
        (await LevelAsync(shop, variant)).ShouldBe((2, 0));
        await shop.Send(Reserve(later, (variant, 2)));
        shop.Clock.Advance(TimeSpan.FromMinutes(16));
        await ExpireAsync(shop);
        await shop.Send(Reserve(Guid.CreateVersion7(), (variant, 1)));
        (await shop.Send(new ConvertStock(later))).Error!.Code.ShouldBe("insufficient_stock");
        (await shop.Send(new ConvertStock(Guid.CreateVersion7()))).Error!.Code.ShouldBe("reservation_not_found");
        await HoldsAsync(shop);
    }

    [Fact]
    public async Task Backorders_may_exceed_and_the_untracked_never_end()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (backorder, untracked) = (Variant(await shop.CreateAsync("Backorder", 1, backorder: true)), Variant(await shop.CreateAsync("Untracked")));
        var order = Guid.CreateVersion7();
        (await shop.Send(Reserve(order, (backorder, 5), (untracked, 1000)))).IsError.ShouldBeFalse();
        (await shop.Send(new ConvertStock(order))).IsError.ShouldBeFalse();
        (await LevelAsync(shop, backorder)).ShouldBe((-4, 0));
        (await LevelAsync(shop, untracked)).ShouldBe((0, 0));
        await HoldsAsync(shop);
    }

    [Fact]
    public async Task Adjustments_are_all_or_none_and_happen_once_per_key()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (a, b) = (Sku(await shop.CreateAsync("A", 5)), Sku(await shop.CreateAsync("B", 5)));
        (await AdjustAsync(shop, null, (a, 3), (b, -6))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await AdjustAsync(shop, null, (a, 3), ("no-such-sku", 1))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await AdjustAsync(shop, null, (a, 0))).Body.GetProperty("items")[0].GetProperty("onHand").GetInt32().ShouldBe(5);
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AdjustAsync(shop, key, (a, 3), (b, -5), (a, -1))));
        answers.ShouldAllBe(x => x.Status == HttpStatusCode.OK || x.Status == HttpStatusCode.Conflict);
        (await AdjustAsync(shop, key, (a, 3), (b, -5), (a, -1)))
            .Body.GetProperty("items")
            .EnumerateArray()
            .Select(i => i.GetProperty("available").GetInt32())
            .ShouldBe([7, 0]);
        await HoldsAsync(shop);
    }

    [Fact]
    public async Task Parallel_adjustments_and_reservations_lose_nothing()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Busy", 100);
        var work = Enumerable
            .Range(0, 60)
            .Select(i =>
                i % 3 == 0 ? AdjustAsync(shop, null, (Sku(product), 1)) : (Task)shop.Send(Reserve(Guid.CreateVersion7(), (Variant(product), 1)))
            );
        await Task.WhenAll(work);
        (await LevelAsync(shop, Variant(product))).ShouldBe((120, 40));
        await HoldsAsync(shop);
    }

    internal static ReserveStock Reserve(Guid order, params (Guid Variant, int Quantity)[] lines) =>
        new(order, [.. lines.Select(l => new StockLine(l.Variant, l.Quantity))], 15);

    internal static Guid Variant(JsonElement product) => product.GetProperty("variants")[0].GetProperty("id").GetGuid();

    private static string Sku(JsonElement product) => product.GetProperty("variants")[0].GetProperty("sku").GetString()!;

    private static Task<int> ExpireAsync(DiagonAlley shop) =>
        shop.InScopeAsync(s => ActivatorUtilities.CreateInstance<ExpireReservations>(s).ExpireAsync(CancellationToken.None));

    private static async Task<long> AvailableAsync(DiagonAlley shop, Guid variant)
    {
        var (onHand, reserved) = await LevelAsync(shop, variant);
        return onHand - reserved;
    }

    private static async Task<(long OnHand, long Reserved)> LevelAsync(DiagonAlley shop, Guid variant) =>
        (
            await shop.NumberAsync($"SELECT on_hand FROM catalog.stock_levels WHERE variant_id = '{variant}'"),
            await shop.NumberAsync($"SELECT reserved FROM catalog.stock_levels WHERE variant_id = '{variant}'")
        );

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AdjustAsync(
        DiagonAlley shop,
        string? key,
        params (string Sku, int Delta)[] lines
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "catalog/stock/adjustments")
        {
            Content = JsonContent.Create(
                lines.Select(l => new
                {
                    sku = l.Sku,
                    delta = l.Delta,
                    reason = "count",
                })
            ),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await shop.Staff.SendAsync(request);
        return (answer.StatusCode, await DiagonAlley.JsonAsync(answer));
    }

    /// <summary>Invariant I3, over all variants.</summary>
    private static async Task HoldsAsync(DiagonAlley shop)
    {
        (
            await shop.NumberAsync(
                "SELECT count(*) FROM catalog.stock_levels WHERE reserved < 0 OR (tracked AND NOT backorder AND on_hand < reserved)"
            )
        ).ShouldBe(0);
        (
            await shop.NumberAsync(
                "SELECT count(*) FROM catalog.stock_levels s WHERE on_hand <> coalesce((SELECT sum(delta) FROM catalog.stock_movements m WHERE m.variant_id = s.variant_id), 0)"
            )
        ).ShouldBe(0);
        (
            await shop.NumberAsync(
                "SELECT count(*) FROM catalog.stock_levels s WHERE on_hand <> coalesce((SELECT sum(on_hand) FROM catalog.location_levels l WHERE l.variant_id = s.variant_id), 0)"
            )
        ).ShouldBe(0);
        (
            await shop.NumberAsync(
                "SELECT count(*) FROM catalog.stock_levels s WHERE reserved <> coalesce((SELECT sum(quantity) FROM catalog.stock_reservations r WHERE r.variant_id = s.variant_id AND r.state = 'open' AND r.counted), 0)"
            )
        ).ShouldBe(0);
    }
}
