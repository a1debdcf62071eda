using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Tests.Engines;

public abstract class SynonymTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task Each_finds_the_others_at_once_and_what_was_typed_comes_first()
    {
        await using var index = await Of(Products.Make("Wool jumper"), Products.Make("Wool sweater"), Products.Make("Wool hat"));
        (await index.Titles("jumper")).ShouldBe(["Wool jumper"]);
        index.Synonyms.Use([new(["jumper", "sweater", "pullover"], [])]);
        (await index.Titles("jumper")).ShouldBe(["Wool jumper", "Wool sweater"]);
        (await index.Titles("sweaters")).ShouldBe(["Wool sweater", "Wool jumper"]);
        index.Synonyms.Use([]);
        (await index.Titles("jumper")).ShouldBe(["Wool jumper"]);
    }

    [Fact]
    public async Task One_way_is_one_way()
    {
        await using var index = await Of(Products.Make("Quill of an eagle"), Products.Make("Fountain pen"));
        index.Synonyms.Use([new(["pen"], ["quill"])]);
        (await index.Titles("pen")).ShouldBe(["Fountain pen", "Quill of an eagle"], ignoreOrder: true);
        (await index.Titles("quill")).ShouldBe(["Quill of an eagle"]);
    }

    [Fact]
    public async Task Several_words_may_stand_for_one_and_one_for_several()
    {
        await using var index = await Of(Products.Make("Spyglass, brass"), Products.Make("Seeing glass, brass"), Products.Make("Glass, brass"));
        index.Synonyms.Use([new(["seeing glass", "spyglass"], [])]);
        (await index.Titles("brass spyglass")).ShouldBe(["Spyglass, brass", "Seeing glass, brass"], ignoreOrder: true);
        (await index.Titles("seeing glass brass")).ShouldBe(["Spyglass, brass", "Seeing glass, brass"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_model_number_may_have_a_name()
    {
        await using var index = await Of(Products.Make("Broom NB-2000x1a2b"), Products.Make("Broom"));
        index.Synonyms.Use([new(["zz7e4f2a", "NB-2000x1a2b"], [])]);
        (await index.Titles("zz7e4f2a")).ShouldBe(["Broom NB-2000x1a2b"]);
    }

    [Fact]
    public async Task A_word_that_is_explained_is_not_taken_for_a_misspelt_one()
    {
        await using var index = await Of(Products.Make("Broomstick"), Products.Make("Beard oil"));
        index.Synonyms.Use([new(["besom"], ["broomstick"])]);
        var page = await index.Search("besom");
        page.Hits.Select(h => h.Card.Title).ShouldBe(["Broomstick"]);
        page.DidYouMean.ShouldBeNull();
    }
}

public sealed class EmbeddedSynonymTests() : SynonymTests(EngineKind.Embedded);

public sealed class ElasticSynonymTests() : SynonymTests(EngineKind.Elasticsearch);
