using System.Globalization;
using System.Text;
using LeakyCauldron.BuildingBlocks.Messaging;

namespace LeakyCauldron.Host.Operations;

/// <summary>What somebody woken at night reads first: figures a module, then what is stuck and why.</summary>
internal static class OutboxScreen
{
    private const int Shown = 20;
    private const int LongestError = 160;

    public static async Task PrintAsync(MessagingReport report, StuckEvents stuck, CancellationToken ct)
    {
        var text = new StringBuilder();
        Line(text, $"Events over {report.Transport}, at {report.At:yyyy-MM-dd HH:mm:ss} UTC");
        if (report.BrokerFailure is { } failure)
        {
            Line(text, $"The broker does not answer: {failure}");
        }

        Line(text, $"\n{"module", -14}{"backlog", 9}{"lag", 10}{"waiting", 9}{"parked", 8}{"keys", 6}{"dead", 6}{"behind", 9}");
        foreach (var m in report.Modules)
        {
            var behind = report.BrokerFailure is null ? m.Consumers.Sum(c => c.Behind).ToString(CultureInfo.InvariantCulture) : "?";
            Line(
                text,
                $"{m.Module, -14}{m.Backlog, 9}{m.Lag.TotalSeconds, 8:0.0} s{m.Waiting, 9}{m.Parked, 8}{m.ParkedKeys, 6}{m.DeadLetters, 6}{behind, 9}"
            );
            if (m.Outage is not null)
            {
                Line(text, $"  {m.Outage}");
            }
        }

        foreach (var module in report.Modules.Where(m => m.Outage is null))
        {
            if (module.Parked > 0)
            {
                Stuck(text, $"{module.Module}: parked", module.Parked, await stuck.ParkedAsync(module.Module, null, Shown, ct));
            }

            if (module.DeadLetters > 0)
            {
                Stuck(text, $"{module.Module}: dead letters", module.DeadLetters, await stuck.DeadLettersAsync(module.Module, null, Shown, ct));
            }
        }

        await Console.Out.WriteAsync(text, ct);
    }

    private static void Stuck(StringBuilder text, string title, long total, IReadOnlyList<StuckEvent> events)
    {
        Line(text, $"\n{title}, {events.Count} of {total}, newest first");
        foreach (var e in events)
        {
            Line(
                text,
                $"  {e.Id}  {e.StuckSince:yyyy-MM-dd HH:mm:ss}  {e.Type} v{e.Version} of {e.Key}, {e.Attempts} attempts{(e.Consumer is null ? "" : $", {e.Consumer}")}"
            );
            var error = e.Error.Split('\n')[0].Trim();
            Line(text, $"    {(error.Length > LongestError ? error[..LongestError] + "…" : error)}");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
