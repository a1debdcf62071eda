using System.Globalization;
using System.Text;

namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>One bar a row: ours as a share of the floor.</summary>
internal static class Chart
{
    private const int RowHeight = 26;
    private const int Left = 330;
    private const int Width = 900;

    public static string Draw(IReadOnlyList<Row> rows)
    {
        var bars = rows.Where(r => r.Ratio is not null).ToArray();
        var height = (bars.Length * RowHeight) + 50;
        var scale = (Width - Left - 80) / Math.Max(1.2, bars.Select(b => b.Ratio!.Value).DefaultIfEmpty(1).Max());
        var svg = new StringBuilder(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="13">
            <title>Ours as a share of the floor, measured in turn in one run</title>
            <rect width="{Width}" height="{height}" fill="white"/>

            """
        );
        for (var i = 0; i < bars.Length; i++)
        {
            var y = 10 + (i * RowHeight);
            var ratio = bars[i].Ratio!.Value;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""
                <text x="{Left - 8}" y="{y + 15}" text-anchor="end">{Escape(bars[i].What)}</text>
                <rect x="{Left}" y="{y}" width="{ratio * scale:0.0}" height="{RowHeight - 6}" fill="#3f6f8f"/>
                <text x="{Left + (ratio * scale) + 6:0.0}" y="{y + 15}">{ratio:0.00} × {Escape(bars[i].FloorName)}</text>

                """
            );
        }

        var floor = Left + scale;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <line x1="{floor:0.0}" y1="4" x2="{floor:0.0}" y2="{height - 30}" stroke="#b03030" stroke-dasharray="4 3"/>
            <text x="{floor:0.0}" y="{height - 12}" text-anchor="middle" fill="#b03030">the floor</text>
            </svg>

            """
        );
        return svg.ToString();
    }

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);
}
