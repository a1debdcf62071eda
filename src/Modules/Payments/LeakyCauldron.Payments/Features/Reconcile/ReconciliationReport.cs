using System.Globalization;
using System.Text;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Features.Reconcile;

/// <summary>Our books beside the providers', after what could be mended was.</summary>
/// <param name="Checked">Charges that were compared.</param>
/// <param name="Silent">Providers whose book could not be read.</param>
internal sealed record ReconciliationReport(
    DateTimeOffset At,
    long Checked,
    IReadOnlyList<ReconciliationDifference> Differences,
    IReadOnlyList<string> Silent
)
{
    /// <summary>For a spreadsheet; ids, names of states and numbers need no quotes.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder(
            "provider,key,order,kind,healed,our state,our currency,our amount,our captured,our refunded,their state,their currency,their amount,their captured,their refunded\n"
        );
        foreach (var d in Differences)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{d.Provider},{d.Key},{d.OrderId},{d.Kind},{d.Healed},{Cells(d.Ours)},{Cells(d.Theirs)}\n");
        }

        return csv.ToString();
    }

    private static string Cells(BookSide? side) =>
        side is null ? ",,,," : $"{side.State},{side.Amount.Currency},{side.Amount.Amount},{side.Captured.Amount},{side.Refunded.Amount}";
}

/// <param name="OrderId">Null if no payment of ours has the key.</param>
/// <param name="Key">The key of the charge.</param>
/// <param name="Ours">As it was found; null if we have nothing.</param>
/// <param name="Theirs">As it was found; null if the provider has nothing.</param>
/// <param name="Healed">Mended by this run; what is not needs a person.</param>
internal sealed record ReconciliationDifference(
    Guid? OrderId,
    string Provider,
    string Key,
    DifferenceKind Kind,
    BookSide? Ours,
    BookSide? Theirs,
    bool Healed
);

/// <summary>One side of a difference.</summary>
internal sealed record BookSide(string State, Money Amount, Money Captured, Money Refunded)
{
    public static BookSide? Of(OwnLine? line) =>
        line is null
            ? null
            : new(
                line.Status.ToString(),
                new(line.Amount, line.Currency),
                new(line.Captured, line.Currency),
                new(line.Captured - line.Booked, line.Currency)
            );

    public static BookSide? Of(BookLine? line) =>
        line is null
            ? null
            : new(line.State.ToString(), new(line.Amount, line.Currency), new(line.Captured, line.Currency), new(line.Refunded, line.Currency));
}
