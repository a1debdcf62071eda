using System.Net;
using CsCheck;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class ParallelTests(CartHost host)
{
    [Fact]
    public async Task Adds_of_many_at_once_all_survive() =>
        await Gen.Select(Gen.Int[1, 4], Gen.Int[0, 2])
            .Array[2, 24]
            .SampleAsync(
                async adds =>
                {
                    var guest = host.Guest();
                    var cart = await guest.NewCartAsync();
                    var variants = Enumerable.Range(0, 3).Select(_ => host.Shelf.Put(price: 1)).ToArray();

                    var answers = await Task.WhenAll(adds.Select(a => guest.AddAsync(cart, variants[a.Item2].VariantId, a.Item1)));

                    answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
                    answers.Select(a => a.Version).ShouldBeUnique();
                    var read = await guest.GetAsync($"carts/{cart}");
                    foreach (var (variant, i) in variants.Select((v, i) => (v, i)))
                    {
                        var line = read.Items.SingleOrDefault(x => (Guid)x!["variantId"]! == variant.VariantId);
                        (line is null ? 0 : (int)line["quantity"]!).ShouldBe(adds.Where(a => a.Item2 == i).Sum(a => a.Item1));
                    }

                    read.Version.ShouldBe(1 + adds.Length);
                },
                iter: 20,
                threads: 1
            );

    [Fact]
    public async Task Of_many_changes_with_one_version_one_wins()
    {
        var guest = host.Guest();
        var cart = await guest.NewCartAsync();
        var variant = host.Shelf.Put();
        var etag = (await guest.AddAsync(cart, variant.VariantId)).Etag!;
        object body = new { variantId = variant.VariantId, quantity = 1 };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => guest.SendAsync(HttpMethod.Post, $"carts/{cart}/items", body, ("If-Match", etag)))
        );

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.PreconditionFailed).ShouldBe(11);
    }

    [Fact]
    public async Task Asking_for_my_cart_many_times_at_once_makes_one()
    {
        var person = host.Person();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => person.GetAsync("cart")));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        answers.Select(a => a.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Two_people_claim_one_cart_and_one_gets_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var cart = await host.Guest().ReadyCartAsync();
            Shopper[] people = [host.Person(), host.Person()];
            await people[round % 2].GetAsync("cart");

            var answers = await Task.WhenAll(people.Select(p => p.PostAsync("cart/claim", new { cartId = cart, strategy = "merge" })));

            answers.Select(a => a.Status).ShouldBe([HttpStatusCode.OK, HttpStatusCode.NotFound], ignoreOrder: true);
            answers.Single(a => a.Status == HttpStatusCode.OK).Items.Count.ShouldBe(1);
        }
    }
}
