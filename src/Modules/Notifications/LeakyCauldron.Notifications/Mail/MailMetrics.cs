using System.Diagnostics.Metrics;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.Notifications.Mail;

internal static class MailMetrics
{
    private static readonly Meter Meter = new(Telemetry.Name);
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "leaky.mail.attempts",
        "{mail}",
        "Attempts to send a mail, by outcome"
    );

    /// <summary>Outcomes: <c>sent</c>, <c>skipped</c>, <c>retried</c>, <c>dead</c>.</summary>
    public static void Attempted(string kind, string outcome) =>
        Attempts.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", outcome));
}
