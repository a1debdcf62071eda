using System.Text;
using CsCheck;
using LeakyCauldron.Catalog.Importing;

namespace LeakyCauldron.Catalog.Tests.Importing;

public sealed class CsvReaderTests
{
    private static readonly CsvLimits Small = new(FieldBytes: 1000, RecordBytes: 3000, RereadBytes: 100_000);

    [Theory]
    [InlineData("a,b\n1,2\n", "a|b;1|2")]
    [InlineData("a,b\r\n1,2\r\n", "a|b;1|2")]
    [InlineData("a,b\r1,2", "a|b;1|2")]
    [InlineData("\uFEFFa,b\n1,", "a|b;1|")]
    [InlineData("a\n\n\r\nb\n", "a;b")]
    [InlineData("\"a,\"\"x\"\"\",\"two\nlines\"\n3,4", "a,\"x\"|two\nlines;3|4")]
    [InlineData("\"a\"  ,b\n", "a|b")]
    [InlineData("19\" rack,b\n", "19\" rack|b")]
    [InlineData("", "")]
    public async Task Reads_what_programs_write(string csv, string expected)
    {
        var records = await ReadAsync(csv);
        string.Join(';', records.Select(r => string.Join('|', Fields(r)))).ShouldBe(expected);
        records.ShouldAllBe(r => r.Fault == null);
    }

    [Fact]
    public async Task Lines_are_those_of_the_file()
    {
        var records = await ReadAsync("h\n\"a\nb\nc\"\n\nd\r\ne\n");
        records.Select(r => r.Line).ShouldBe([1, 2, 6, 7]);
    }

    [Fact]
    public async Task Broken_quoting_costs_one_line()
    {
        var records = await ReadAsync("h,i\n1,\"good\"\n2,\"bad\" quoting\n3,\"good, too\"\n4,\"never closed\n5,x\n");
        records
            .Select(r => (r.Line, r.Fault?.Code))
            .ShouldBe([(1, null), (2, null), (3, "broken_quoting"), (4, null), (5, "broken_quoting"), (6, null)]);
        Fields(records[3]).ShouldBe(["3", "good, too"]);
        Fields(records[5]).ShouldBe(["5", "x"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    public async Task A_field_that_is_too_large_is_skipped_and_told(string quote)
    {
        var records = await ReadAsync($"h,i,j\n1,{quote}{new string('x', 300_000)}{quote},last\n2,y,z\n");
        records[1].Fault.ShouldBe(new CsvFault("field_too_large", "A field may have 1000 bytes.", 1));
        Encoding.UTF8.GetString(records[1].Bytes(0)).ShouldBe("1");
        records[1].Size.ShouldBeLessThan(1100);
        Fields(records[2]).ShouldBe(["2", "y", "z"]);
    }

    [Fact]
    public async Task Endless_broken_quoting_is_given_up()
    {
        var csv = new StringBuilder("h,i\n");
        for (var i = 0; i < 2000; i++)
        {
            csv.Append("1,\"").Append(new string('x', 100)).Append('\n');
            csv.Append("2,\"\"x\n");
        }

        var failure = await Should.ThrowAsync<CsvUnreadableException>(() => ReadAsync(csv.ToString()));
        failure.Code.ShouldBe("broken_quoting");
    }

    [Fact]
    public async Task Utf16_is_refused()
    {
        var failure = await Should.ThrowAsync<CsvUnreadableException>(() => ReadAsync([0xFF, 0xFE, (byte)'a', 0]));
        failure.Code.ShouldBe("unsupported_encoding");
    }

    [Fact]
    public Task Whatever_is_written_is_read_back() =>
        Gen.Select(Gen.String[Gen.Char["ab ,\"\r\nä€"], 0, 12].Array[2, 4].Array[1, 6], Gen.Bool)
            .SampleAsync(
                async (rows, windows) =>
                {
                    var csv = string.Concat(
                        rows.Select(r => string.Join(',', r.Select(f => $"\"{f.Replace("\"", "\"\"")}\"")) + (windows ? "\r\n" : "\n"))
                    );
                    var records = await ReadAsync(csv);
                    records.Select(r => string.Join('\u0001', Fields(r))).ShouldBe(rows.Select(r => string.Join('\u0001', r)));
                },
                iter: 500
            );

    private static IEnumerable<string> Fields(CsvRecord record) =>
        Enumerable.Range(0, record.Count).Select(i => Encoding.UTF8.GetString(record.Bytes(i)));

    private static Task<List<CsvRecord>> ReadAsync(string csv) => ReadAsync(Encoding.UTF8.GetBytes(csv));

    private static async Task<List<CsvRecord>> ReadAsync(byte[] csv)
    {
        using var stream = new MemoryStream(csv);
        var reader = new CsvReader(stream, Small);
        var records = new List<CsvRecord>();
        while (await reader.ReadAsync(CancellationToken.None) is { } record)
        {
            records.Add(record);
        }

        return records;
    }
}
