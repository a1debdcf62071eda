using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Tests.Elastic.Fake;

namespace LeakyCauldron.Search.Tests.Elastic;

/// <summary>What a cluster does to those who trust its status codes.</summary>
public sealed class FaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Items_that_were_not_taken_are_sent_again_and_only_those()
    {
        await using var index = await ElasticIndex.Of();
        var (wand, broom) = (Products.Make("Wand"), Products.Make("Broom"));
        var refusals = 2;
        index.Server.ItemFault = id =>
            id == $"{wand.ProductId:N}" && refusals-- > 0 ? new Refusal(429, "es_rejected_execution_exception", "full") : null;
        index.Server.Seen.Clear();
        await index.Apply(wand.At(1), broom.At(1));
        (await index.Titles()).ShouldBe(["Broom", "Wand"]);
        index.Server.Seen.Where(e => e.Endpoint == "bulk").Select(e => e.Request.Count(c => c == '\n')).ShouldBe([4, 2, 2]);
    }

    [Fact]
    public async Task An_item_that_will_never_be_taken_holds_up_nobody_and_is_counted()
    {
        await using var index = await ElasticIndex.Of();
        var (bad, good) = (Products.Make("Bad"), Products.Make("Good"));
        index.Server.ItemFault = id => id == $"{bad.ProductId:N}" ? new Refusal(400, "document_parsing_exception", "no") : null;
        index.Server.Seen.Clear();
        await index.Apply(bad.At(1), good.At(1));
        (await index.Titles()).ShouldBe(["Good"]);
        index.Bulk.Refused.ShouldBe(1);
        index.Server.Seen.Count(e => e.Endpoint == "bulk").ShouldBe(1);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_cluster_is_waited_for(int status)
    {
        await using var index = await ElasticIndex.Of();
        var failures = 3;
        index.Server.Fault = endpoint => endpoint == "bulk" && failures-- > 0 ? status : null;
        await index.Apply(Products.Make("Wand").At(1));
        (await index.Titles()).ShouldBe(["Wand"]);
    }

    [Fact]
    public async Task Too_large_a_request_is_sent_in_halves()
    {
        await using var index = await ElasticIndex.Of();
        var first = true;
        index.Server.Fault = endpoint => endpoint == "bulk" && first && !(first = false) ? 413 : null;
        await index.Apply([.. Enumerable.Range(0, 5).Select(i => Products.Make($"Wand {i}").At(1))]);
        (await index.Search()).Total.ShouldBe(5);
    }

    [Fact]
    public async Task What_was_withdrawn_stays_so_however_long_the_late_event_takes()
    {
        var product = Products.Make("Wand");
        await using var index = await ElasticIndex.Of(product);
        await index.Apply(product.Gone(3));
        index.Pass(TimeSpan.FromHours(1));
        await index.Apply(product.At(2));
        (await index.Titles()).ShouldBeEmpty();
    }

    /// <summary>Why the adapter keeps tombstones: a deletion is remembered for a minute only.</summary>
    [Fact]
    public async Task The_cluster_itself_forgets_deletions()
    {
        await using var index = await ElasticIndex.Of(Products.Make("Wand"));
        var one = index.Server.With(c => c.All.Single());
        one.Delete("x", 5).ShouldBeFalse();
        Should.Throw<Refusal>(() => one.Put("x", 4, [])).Status.ShouldBe(409);
        index.Pass(TimeSpan.FromSeconds(61));
        one.Put("x", 4, []).ShouldBeTrue();
    }

    [Fact]
    public async Task Searching_a_cluster_that_is_away_is_a_503_and_works_again_afterwards()
    {
        await using var index = await ElasticIndex.Of(Products.Make("Wand"));
        index.Server.Fault = _ => 503;
        var page = await index.Engine.SearchAsync(new() { Currency = "GBP", Text = "wand" }, None);
        page.Error!.Code.ShouldBe("search_unavailable");
        (await index.Engine.SuggestAsync("wa", 5, None)).Error!.Kind.ShouldBe(BuildingBlocks.Contracts.ErrorKind.Unavailable);
        index.Server.Fault = _ => null;
        (await index.Titles("wand")).ShouldBe(["Wand"]);
    }

    [Fact]
    public async Task Searching_without_an_index_is_a_503()
    {
        await using var index = await ElasticIndex.Empty();
        (await index.Engine.SearchAsync(new() { Currency = "GBP" }, None)).Error!.Code.ShouldBe("search_unavailable");
    }

    [Fact]
    public async Task Events_for_an_index_that_was_removed_are_not_lost_but_wait()
    {
        await using var index = await ElasticIndex.Of(Products.Make("Wand"));
        var name = index.Server.With(c => c.Names.Single());
        index.Server.With(c =>
        {
            c.Delete(name, ignoreMissing: false);
            return true;
        });
        await Should.ThrowAsync<IndexMissingException>(() => index.Apply(Products.Make("Broom").At(1)));
        index.Indexes.ShouldBe(0);
    }

    [Fact]
    public async Task A_cluster_that_does_not_know_the_password_is_unavailable()
    {
        await using var index = await ElasticIndex.Empty("tom:right@");
        index.Server.Authorization = "Basic " + Convert.ToBase64String("tom:right"u8);
        await index.RebuildAsync(Products.Make("Wand"));
        index.Pass(TimeSpan.FromSeconds(1));
        (await index.Titles("wand")).ShouldBe(["Wand"]);
        index.Server.Authorization = "Basic other";
        (await index.Engine.SearchAsync(new() { Currency = "GBP" }, None)).Error!.Code.ShouldBe("search_unavailable");
        await Should.ThrowAsync<ElasticUnavailableException>(() => index.Engine.HasAsync(Guid.Empty, None));
    }

    [Theory]
    [InlineData(ProductSort.Relevance, long.MinValue)]
    [InlineData(ProductSort.Relevance, 0x7fc00000)]
    [InlineData(ProductSort.Name, 5)]
    [InlineData(ProductSort.Price, long.MinValue)]
    internal async Task A_cursor_that_somebody_made_up_breaks_nothing(ProductSort sort, long key)
    {
        await using var index = await ElasticIndex.Of(Products.Make("Wand"));
        var query = new ProductQuery
        {
            Currency = "GBP",
            Text = "wand",
            Sort = sort,
            After = new SearchCursor(sort, key, null, Guid.Empty),
        };
        var answer = await index.Engine.SearchAsync(query, None);
        (answer.Error?.Code is null or "invalid_cursor").ShouldBeTrue();
    }

    [Fact]
    public async Task Two_engines_give_one_order()
    {
        string[] titles =
        [
            "Pewter cauldron",
            "Cauldron, copper, small",
            "Cauldron stand",
            "Brass scales",
            "Self-stirring cauldron with a very long description in its title",
        ];
        var products = titles
            .Select((t, i) => Products.Make(t, brand: i % 2 == 0 ? "Potage" : "Brassington", description: "For potions.", sold: i))
            .ToArray();
        await using var elastic = await ElasticIndex.Of(products);
        await using var embedded = await Embedded.EmbeddedIndex.Of(products);
        foreach (
            var text in (string[])
                ["cauldron", "pewter cauldron", "potage", "potions cauldron", "brass", "small couldron", "cauldron stand", "potage scales copper"]
        )
        {
            (await elastic.Titles(text)).ShouldBe(await embedded.Titles(text), text);
        }
    }
}
