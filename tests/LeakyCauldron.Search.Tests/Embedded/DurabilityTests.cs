using System.Globalization;
using LeakyCauldron.Search.Embedded;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Tests.Embedded;

public sealed class DurabilityTests
{
    [Fact]
    public async Task A_second_start_goes_on_where_the_first_stopped()
    {
        await using var index = await EmbeddedIndex.Of(Products.Make("Wand"));
        await index.Apply(Products.Make("Broom").At(1));
        var position = await index.Reopen();
        position.ShouldNotBeNull().Next[0].ShouldBe(1);
        (await index.Search()).Total.ShouldBe(2);
    }

    [Fact]
    public async Task A_crash_goes_back_to_the_last_commit_and_its_position()
    {
        await using var index = await EmbeddedIndex.Of(Products.Make("Wand"));
        await index.Apply(Products.Make("Broom").At(1));
        await index.Commit();
        await index.Apply(Products.Make("Robe").At(1));

        using var copy = new TempFolder();
        Copy(index.Folder, copy.Path);
        await using var survivor = EmbeddedIndex.EngineOn(copy.Path);
        (await survivor.OpenAsync("test", CancellationToken.None)).ShouldNotBeNull().Next[0].ShouldBe(1);
        (await survivor.SearchAsync(new() { Currency = "GBP", Sort = Engine.ProductSort.Name }, CancellationToken.None)).Value!.Total.ShouldBe(2);
    }

    [Fact]
    public async Task A_damaged_index_is_not_used_and_its_rebuild_is()
    {
        await using var index = await EmbeddedIndex.Of(Products.Make("Wand"), Products.Make("Broom"));
        await index.Embedded.DisposeAsync();
        foreach (var file in Files(index).Where(f => new FileInfo(f).Length > 200))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[bytes.Length / 2] ^= 0xff;
            await File.WriteAllBytesAsync(file, bytes);
        }

        (await index.Reopen()).ShouldBeNull();
        (await index.Engine.SearchAsync(new() { Currency = "GBP" }, CancellationToken.None)).Error!.Code.ShouldBe("search_unavailable");
        await index.RebuildAsync(Products.Make("Robe"));
        (await index.Titles()).ShouldBe(["Robe"]);
        System.IO.Directory.GetDirectories(Path.Combine(index.Folder, "search")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task An_index_that_cannot_be_written_serves_on_until_it_is_rebuilt()
    {
        await using var index = await EmbeddedIndex.Of(Products.Make("Wand"));
        System.IO.Directory.Delete(System.IO.Directory.GetDirectories(Path.Combine(index.Folder, "search")).Single(), recursive: true);
        await Should.ThrowAsync<Exception>(async () =>
        {
            await index.Apply(Products.Make("Broom").At(1));
            await index.Commit();
        });
        index.Embedded.IsBroken.ShouldBeTrue();
        (await index.Titles("wand")).ShouldBe(["Wand"]);
        await index.RebuildAsync(Products.Make("Robe"));
        index.Embedded.IsBroken.ShouldBeFalse();
        (await index.Titles()).ShouldBe(["Robe"]);
        await index.Commit();
        (await index.Reopen()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_processes_with_one_data_folder_have_an_index_each()
    {
        await using var first = await EmbeddedIndex.Of(Products.Make("Wand"));
        await using var second = EmbeddedIndex.EngineOn(first.Folder);
        (await second.OpenAsync("test", CancellationToken.None)).ShouldBeNull();
        await using (var rebuild = await second.BeginRebuildAsync(CancellationToken.None))
        {
            await rebuild.PublishAsync(TestIndex.Position(0), CancellationToken.None);
        }

        (await first.Titles()).ShouldBe(["Wand"]);
        (await first.Reopen()).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_missing_file_is_damage()
    {
        await using var index = await EmbeddedIndex.Of(Products.Make("Wand"));
        await index.Embedded.DisposeAsync();
        File.Delete(Files(index).First(f => Path.GetFileName(f).StartsWith('_')));
        (await index.Reopen()).ShouldBeNull();
    }

    [Fact]
    public async Task Another_schema_or_stream_or_an_old_commit_is_not_used()
    {
        await using var index = await EmbeddedIndex.Of(Products.Make("Wand"));
        (await index.Reopen("kafka")).ShouldBeNull();
        await index.Embedded.DisposeAsync();
        Recommit(index, "schema", (IndexSchema.Version - 1).ToString(CultureInfo.InvariantCulture));
        (await index.Reopen()).ShouldBeNull();
        Recommit(index, "schema", IndexSchema.Version.ToString(CultureInfo.InvariantCulture));
        (await index.Reopen()).ShouldNotBeNull();
        await index.Embedded.DisposeAsync();
        Recommit(index, "at", TimeProvider.System.GetUtcNow().AddDays(-2).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        (await index.Reopen()).ShouldBeNull();
    }

    private static IEnumerable<string> Files(EmbeddedIndex index) =>
        System
            .IO.Directory.GetFiles(Path.Combine(index.Folder, "search"), "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("current" or "claim"));

    private static void Recommit(EmbeddedIndex index, string key, string value)
    {
        using var directory = FSDirectory.Open(System.IO.Directory.GetDirectories(Path.Combine(index.Folder, "search")).Single());
        Dictionary<string, string> data;
        using (var reader = DirectoryReader.Open(directory))
        {
            data = new Dictionary<string, string>(reader.IndexCommit.UserData) { [key] = value };
        }

        using var writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, new KeywordAnalyzer()));
        writer.SetCommitData(data);
        writer.Commit();
    }

    private static void Copy(string from, string to)
    {
        foreach (
            var file in System
                .IO.Directory.GetFiles(from, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetFileName(f) is not ("write.lock" or "claim"))
        )
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
