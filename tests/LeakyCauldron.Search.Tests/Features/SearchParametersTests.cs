using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Features.SearchProducts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Search.Tests.Features;

public sealed class SearchParametersTests
{
    [Fact]
    public void A_query_string_becomes_a_query()
    {
        var query = new SearchParameters("wand", ["wands"], ["A", "B"], 100, 200, true, 4, "-price", 10, null, "xgl")
            .ToQuery(Query("attributes.Core=Phoenix&attributes.Core=Dragon&attributes.Wood=Oak&other=1"), "GBP")
            .Value.ShouldNotBeNull();
        query.Attributes["core"].ShouldBe(["Phoenix", "Dragon"]);
        query.Attributes.Count.ShouldBe(2);
        query.Currency.ShouldBe("XGL");
        query.Sort.ShouldBe(ProductSort.PriceDescending);
        query.Brands.ShouldBe(["A", "B"]);
    }

    [Theory]
    [InlineData(null, ProductSort.Name)]
    [InlineData(" ", ProductSort.Name)]
    [InlineData("wand", ProductSort.Relevance)]
    internal void Without_words_products_come_by_name(string? text, ProductSort sort) => Ask(q: text).Value!.Sort.ShouldBe(sort);

    [Fact]
    public void What_is_too_much_or_wrong_is_refused()
    {
        Field(Ask(q: new string('a', 10_000))).ShouldBe("q");
        Field(Ask(sort: "best")).ShouldBe("sort");
        Field(Ask(limit: 0)).ShouldBe("limit");
        Field(Ask(limit: 101)).ShouldBe("limit");
        Field(Ask(currency: "ZZZ")).ShouldBe("currency");
        Field(Ask(minPrice: -1)).ShouldBe("minPrice");
        Field(Ask(minPrice: 2, maxPrice: 1)).ShouldBe("maxPrice");
        Field(Ask(all: string.Join('&', Enumerable.Range(0, 21).Select(i => $"attributes.a{i}=x")))).ShouldBe("attributes");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("!!")]
    [InlineData("bnVsbA")]
    [InlineData("e30")]
    public void A_cursor_that_is_none_of_ours_is_refused(string after) => Ask(after: after).Error!.Code.ShouldBe("invalid_cursor");

    [Fact]
    public void A_cursor_belongs_to_its_order()
    {
        var cursor = Cursor.Encode(new SearchCursor(ProductSort.Price, 5, null, Guid.CreateVersion7()));
        Ask(after: cursor, sort: "price").IsError.ShouldBeFalse();
        Ask(after: cursor, sort: "name").Error!.Code.ShouldBe("invalid_cursor");
    }

    private static BuildingBlocks.Contracts.Result<ProductQuery> Ask(
        string? q = null,
        string? sort = null,
        int? limit = null,
        string? after = null,
        string? currency = null,
        long? minPrice = null,
        long? maxPrice = null,
        string all = ""
    ) => new SearchParameters(q, [], [], minPrice, maxPrice, null, null, sort, limit, after, currency).ToQuery(Query(all), "GBP");

    private static string Field(BuildingBlocks.Contracts.Result<ProductQuery> answer) => answer.Error.ShouldNotBeNull().Fields!.Keys.Single();

    private static QueryCollection Query(string text) => new(QueryHelpers.ParseQuery(text));
}
