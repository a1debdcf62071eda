using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Catalog.Tests.Harness;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Reviews;

public sealed class ReviewTests
{
    [Fact]
    public async Task A_review_is_seen_and_counts_only_while_it_is_approved()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = Id(await shop.CreateAsync("Nimbus"));
        var review = await WriteAsync(shop, product, rating: 4);
        review.GetProperty("status").GetString().ShouldBe("pending");
        (await CountAsync(shop, product)).ShouldBe(0);
        (await RatingAsync(shop, product)).ShouldBe((0, 0));
        (await shop.GetAsync("catalog/reviews", shop.Staff))
            .GetProperty("items")[0]
            .GetProperty("reviewId")
            .GetGuid()
            .ShouldBe(Id(review, "reviewId"));

        await ModerateAsync(shop, review, "approved");
        await ModerateAsync(shop, await WriteAsync(shop, product, rating: 1), "approved");
        await ModerateAsync(shop, await WriteAsync(shop, product, rating: 5), "approved");
        (await CountAsync(shop, product)).ShouldBe(3);
        (await RatingAsync(shop, product)).ShouldBe((3.33, 3));
        (await AnnouncedAsync(shop, product)).ShouldBe((3.33, 3));

        await ModerateAsync(shop, review, "rejected");
        (await CountAsync(shop, product)).ShouldBe(2);
        (await RatingAsync(shop, product)).ShouldBe((3, 2));
        (await AnnouncedAsync(shop, product)).ShouldBe((3, 2));
    }

    [Fact]
    public async Task Decisions_about_one_product_at_once_all_count()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = Id(await shop.CreateAsync("Firebolt"));
        var reviews = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => WriteAsync(shop, product, rating: (i % 5) + 1)));

        await Task.WhenAll(reviews.Select(r => ModerateAsync(shop, r, "approved")));

        (await RatingAsync(shop, product)).ShouldBe((Math.Round((1 + 2 + 3 + 4 + 5 + 1) / 6.0, 2), 6));
    }

    [Fact]
    public async Task One_person_says_one_thing_of_a_product_however_often_at_once()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = Id(await shop.CreateAsync("Quill"));
        using var luna = shop.Shopper(Guid.CreateVersion7());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => luna.PostAsJsonAsync($"catalog/products/{product}/reviews", Body(5))));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await DiagonAlley.JsonAsync(refused)).GetProperty("code").GetString().ShouldBe("review_exists");
        }

        (await shop.NumberAsync("SELECT count(*) FROM catalog.reviews")).ShouldBe(1);
    }

    [Fact]
    public async Task Twenty_people_vote_at_once_and_each_counts_once()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = Id(await shop.CreateAsync("Owl"));
        var author = Guid.CreateVersion7();
        var review = await WriteAsync(shop, product, author: author);
        var path = $"catalog/reviews/{Id(review, "reviewId")}/votes";
        var voters = Enumerable.Range(0, 20).Select(_ => shop.Shopper(Guid.CreateVersion7())).ToArray();
        (await voters[0].PostAsJsonAsync(path, new { helpful = true })).StatusCode.ShouldBe(HttpStatusCode.NotFound, "nobody sees it yet");
        await ModerateAsync(shop, review, "approved");

        await Task.WhenAll(voters.Select(v => VoteAsync(v, path, true)));
        await Task.WhenAll(voters.Take(5).Select(v => VoteAsync(v, path, false)));
        (await VoteAsync(voters[7], path, true)).ShouldBe((15, 5));

        using var own = shop.Shopper(author);
        using var refused = await own.PostAsJsonAsync(path, new { helpful = true });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await DiagonAlley.JsonAsync(refused)).GetProperty("code").GetString().ShouldBe("own_review");
    }

    [Fact]
    public async Task A_buyer_is_verified_whether_the_order_or_the_review_came_first()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (product, other) = (Id(await shop.CreateAsync("Robe")), Id(await shop.CreateAsync("Hat")));
        var (before, after, never) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await WriteAndApproveAsync(shop, product, before);
        await WriteAndApproveAsync(shop, product, never);
        await BuyAsync(shop, before, product);
        await BuyAsync(shop, before, product);
        await BuyAsync(shop, after, product);
        await BuyAsync(shop, never, other);
        await BuyAsync(shop, null, product);
        await WriteAndApproveAsync(shop, product, after);
        var guest = Guid.CreateVersion7();
        await WriteAndApproveAsync(shop, product, guest);
        await shop.DeliverAsync(new OrderClaimedV1(Guid.CreateVersion7(), "LC-1", guest, [Line(product)]));

        var seen = (await shop.GetAsync($"catalog/products/{product}/reviews")).GetProperty("items").EnumerateArray();
        seen.Select(r => r.GetProperty("verifiedPurchase").GetBoolean()).ShouldBe([true, true, false, true]);
    }

    [Fact]
    public async Task Who_may_do_what_and_what_is_refused()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = Id(await shop.CreateAsync("Wand"));
        using var luna = shop.Shopper(Guid.CreateVersion7());
        (await shop.Guest.PostAsJsonAsync($"catalog/products/{product}/reviews", Body(5))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await luna.PostAsJsonAsync($"catalog/products/{Guid.CreateVersion7()}/reviews", Body(5))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        object[] bad =
        [
            Body(0),
            Body(6),
            Body(3, title: ""),
            Body(3, title: "two\nlines"),
            Body(3, title: new string('x', 121)),
            Body(3, body: " "),
            Body(3, body: new string('x', 5001)),
            Body(3, body: "bell\a"),
            Body(3, author: "luna@quibbler.test"),
        ];
        foreach (var body in bad)
        {
            (await luna.PostAsJsonAsync($"catalog/products/{product}/reviews", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        var review = await WriteAsync(shop, product, text: "<script>alert(1)</script>");
        review.GetProperty("body").GetString().ShouldBe("<script>alert(1)</script>", "it is text, and stays what it was");
        var status = $"catalog/reviews/{Id(review, "reviewId")}/status";
        (await luna.PutAsJsonAsync(status, new { status = "approved" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await shop.Staff.PutAsJsonAsync(status, new { status = "famous" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await luna.GetAsync("catalog/reviews")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await shop.Staff.GetAsync("catalog/reviews?status=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Pages_hold_every_review_once_the_newest_first()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = Id(await shop.CreateAsync("Cauldron"));
        for (var i = 0; i < 7; i++)
        {
            await WriteAndApproveAsync(shop, product, Guid.CreateVersion7());
        }

        List<Guid> seen = [];
        for (string? next = ""; next is not null; )
        {
            var page = await shop.GetAsync($"catalog/products/{product}/reviews?limit=3{next}");
            page.GetProperty("total").GetInt32().ShouldBe(7);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("reviewId").GetGuid()));
            next = page.GetProperty("next").GetString() is { } cursor ? $"&after={Uri.EscapeDataString(cursor)}" : null;
        }

        seen.Distinct().Count().ShouldBe(7);
        seen.ShouldBe(seen.OrderDescending());
    }

    [Fact]
    public async Task An_erased_person_leaves_stars_and_nothing_else()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (one, two) = (Id(await shop.CreateAsync("Tent")), Id(await shop.CreateAsync("Trunk")));
        var person = Guid.CreateVersion7();
        var others = await WriteAsync(shop, one);
        await ModerateAsync(shop, others, "approved");
        await WriteAndApproveAsync(shop, one, person);
        await WriteAsync(shop, two, author: person);
        await BuyAsync(shop, person, one);
        using (var client = shop.Shopper(person))
        {
            (await VoteAsync(client, $"catalog/reviews/{Id(others, "reviewId")}/votes", true)).ShouldBe((1, 0));
        }

        var export = await shop.InScopeAsync(s => s.GetRequiredKeyedService<IPersonalData>("catalog").ExportAsync(person, CancellationToken.None));
        var told = JsonSerializer.SerializeToElement(export, Json.Wire);
        told.GetProperty("reviews").GetArrayLength().ShouldBe(2);
        told.GetProperty("votes").GetArrayLength().ShouldBe(1);
        told.GetProperty("purchases").GetArrayLength().ShouldBe(1);

        await shop.DeliverAsync(new PersonErasedV1(person));

        var left = (await shop.GetAsync($"catalog/products/{one}/reviews")).GetProperty("items");
        left.GetArrayLength().ShouldBe(2);
        left[0].GetProperty("author").ValueKind.ShouldBe(JsonValueKind.Null);
        (left[0].GetProperty("title").GetString() + left[0].GetProperty("body").GetString()).ShouldBeEmpty();
        left[0].GetProperty("rating").GetInt32().ShouldBe(5);
        left[1].GetProperty("helpful").GetInt32().ShouldBe(0);
        (await RatingAsync(shop, one)).Count.ShouldBe(2);
        foreach (var table in new[] { "reviews", "review_votes", "purchases" })
        {
            (await shop.NumberAsync($"SELECT count(*) FROM catalog.{table} WHERE user_id = '{person}'")).ShouldBe(0);
        }

        (await shop.NumberAsync("SELECT count(*) FROM catalog.reviews")).ShouldBe(2);
    }

    private static object Body(int rating, string title = "Lovely", string body = "It flies.", string? author = null) =>
        new
        {
            rating,
            title,
            body,
            author,
        };

    private static Guid Id(JsonElement json, string name = "id") => json.GetProperty(name).GetGuid();

    private static async Task<JsonElement> WriteAsync(DiagonAlley shop, Guid product, int rating = 5, Guid? author = null, string text = "It flies.")
    {
        using var client = shop.Shopper(author ?? Guid.CreateVersion7());
        using var answer = await client.PostAsJsonAsync($"catalog/products/{product}/reviews", Body(rating, body: text, author: "Luna"));
        var json = await DiagonAlley.JsonAsync(answer);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, json.ToString());
        return json;
    }

    private static async Task ModerateAsync(DiagonAlley shop, JsonElement review, string status)
    {
        using var answer = await shop.Staff.PutAsJsonAsync($"catalog/reviews/{Id(review, "reviewId")}/status", new { status });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static async Task WriteAndApproveAsync(DiagonAlley shop, Guid product, Guid author) =>
        await ModerateAsync(shop, await WriteAsync(shop, product, author: author), "approved");

    private static async Task<(int Helpful, int Unhelpful)> VoteAsync(HttpClient voter, string path, bool helpful)
    {
        using var answer = await voter.PostAsJsonAsync(path, new { helpful });
        var json = await DiagonAlley.JsonAsync(answer);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, json.ToString());
        return (json.GetProperty("helpful").GetInt32(), json.GetProperty("unhelpful").GetInt32());
    }

    private static Task BuyAsync(DiagonAlley shop, Guid? user, Guid product) =>
        shop.DeliverAsync(new OrderConfirmedV1(Guid.CreateVersion7(), "LC-1", user, new Money(1000, "GBP"), [Line(product)]));

    private static OrderedLine Line(Guid product) => new(Guid.CreateVersion7(), product, "SKU", 1, new Money(1000, "GBP"));

    private static async Task<int> CountAsync(DiagonAlley shop, Guid product) =>
        (await shop.GetAsync($"catalog/products/{product}/reviews")).GetProperty("total").GetInt32();

    private static async Task<(double Average, int Count)> RatingAsync(DiagonAlley shop, Guid product)
    {
        var rating = (await shop.GetAsync($"catalog/products/{product}")).GetProperty("rating");
        return (rating.GetProperty("average").GetDouble(), rating.GetProperty("count").GetInt32());
    }

    /// <summary>What the last event tells other modules.</summary>
    private static async Task<(double Average, int Count)> AnnouncedAsync(DiagonAlley shop, Guid product)
    {
        var last = (await shop.OutboxAsync(product.ToString()))[^1];
        var document = JsonSerializer.Deserialize<ProductChangedV1>(last.Payload, Json.Wire)!.Product;
        return (document.RatingAverage, document.RatingCount);
    }
}
