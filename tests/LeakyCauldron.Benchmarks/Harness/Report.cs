using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>The table for the terminal, JSON for machines, a page for readers, and what became slower.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What two runs on one machine differ by.</summary>
    private const double Noise = 0.15;

    public static async Task WriteAsync(IReadOnlyList<Row> rows, BenchOptions options)
    {
        await Console.Out.WriteAsync(Table(rows));
        if (options.Json is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, Json) + "\n");
        }

        if (options.Compare is { } earlier)
        {
            await Console.Out.WriteAsync(Compare(rows, JsonSerializer.Deserialize<List<Row>>(await File.ReadAllTextAsync(earlier), Json)!));
        }

        if (options.Docs is { } folder)
        {
            await WriteDocsAsync(rows, folder, options.Quick);
        }
    }

    /// <summary>Markdown, which is read well in a terminal too.</summary>
    public static string Table(IReadOnlyList<Row> rows)
    {
        string[][] cells =
        [
            ["what", "ours", "floor", "ratio", "p50 / p99 / max ms", "floor's p99", "CPU µs server + load", "MB", "goal", ""],
            .. rows.Select(r =>
                new[]
                {
                    r.What,
                    $"{Number(r.Value)} {r.Unit}",
                    r.FloorValue is { } floor ? $"{Number(floor)} ({r.FloorName})" : "",
                    r.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "",
                    r.Ours is { } o ? $"{Number(o.P50)} / {Number(o.P99)} / {Number(o.Max)}" : "",
                    r.Floor is { } f ? Number(f.P99) : "",
                    r.Ours is { ServerCpu: { } server } ? $"{Number(server)} + {Number(r.Ours.LoadCpu ?? 0)}" : "",
                    r.Memory is { } memory ? Number(memory) : "",
                    r.Goal,
                    r.Met switch
                    {
                        true => "met",
                        false => "missed",
                        null => "",
                    },
                }
            ),
        ];
        var widths = Enumerable.Range(0, cells[0].Length).Select(c => cells.Max(r => r[c].Length)).ToArray();
        var text = new StringBuilder();
        for (var row = 0; row < cells.Length; row++)
        {
            text.Append("| ").AppendJoin(" | ", cells[row].Select((cell, c) => cell.PadRight(widths[c]))).Append(" |\n");
            if (row == 0)
            {
                text.Append("| ").AppendJoin(" | ", widths.Select(w => new string('-', Math.Max(3, w)))).Append(" |\n");
            }
        }

        return text.ToString();
    }

    private static string Compare(IReadOnlyList<Row> now, IReadOnlyList<Row> before)
    {
        var text = new StringBuilder("\n");
        foreach (var row in now)
        {
            if (before.FirstOrDefault(b => b.Name == row.Name) is not { } earlier || earlier.Value == 0)
            {
                continue;
            }

            // Where there is a floor, the ratio tells: a machine that is busy slows both.
            var (is_, was) = row.Ratio is { } r && earlier.Ratio is { } e ? (r, e) : (row.Value, earlier.Value);
            var change = row.LessIsBetter ? (was / is_) - 1 : (is_ / was) - 1;
            if (Math.Abs(change) > Noise)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(change < 0 ? "slower" : "faster")}: {row.What}, {Number(was)} → {Number(is_)}\n");
            }
        }

        return text.Length == 1 ? "\nNothing changed beyond noise.\n" : text.ToString();
    }

    private static async Task WriteDocsAsync(IReadOnlyList<Row> rows, string folder, bool quick)
    {
        var figures = Directory.CreateDirectory(Path.Combine(folder, "performance")).FullName;
        await File.WriteAllTextAsync(Path.Combine(figures, "results.json"), JsonSerializer.Serialize(rows, Json) + "\n");
        await File.WriteAllTextAsync(Path.Combine(figures, "ratios.svg"), Chart.Draw(rows));
        var page = Path.Combine(folder, "performance.md");
        var text = await File.ReadAllTextAsync(page);
        var (begin, end) = ("<!-- results -->", "<!-- end of results -->");
        var size = quick ? "Measured with `--quick`: small sizes, short stretches.\n\n" : "";
        var notes = string.Concat(rows.Where(r => r.Note.Length > 0).Select(r => $"- {r.What}: {r.Note}\n"));
        var results = $"{begin}\n\n{size}{Table(rows)}\n![Ours beside the floor](performance/ratios.svg)\n\n{notes}\n{end}";
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        await File.WriteAllTextAsync(page, text[..from] + results + text[(to + end.Length)..]);
    }

    public static string Number(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                >= 100 => "#,0",
                >= 10 => "0.0",
                >= 0.1 => "0.00",
                _ => "0.000",
            },
            CultureInfo.InvariantCulture
        );
}
