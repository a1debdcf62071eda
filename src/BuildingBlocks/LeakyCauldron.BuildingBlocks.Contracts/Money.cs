using System.Globalization;

namespace LeakyCauldron.BuildingBlocks.Contracts;

/// <summary>
/// An amount in minor units of a currency: pence for GBP, Knuts for XGL. Integer arithmetic only; adding two currencies throws,
/// because that is a bug and never a conversion.
/// </summary>
/// <param name="Amount">Minor units; may be negative (a discount).</param>
/// <param name="Currency">ISO 4217 code, or <c>XGL</c>.</param>
public readonly record struct Money(long Amount, string Currency) : IComparable<Money>
{
    /// <summary>For people: <c>£123.45</c>, <c>3G 5S 12K</c>.</summary>
    public string Formatted => Currencies.Find(Currency)?.Format(Amount) ?? string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    /// <summary>No money.</summary>
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>Sum; overflow throws.</summary>
    public static Money operator +(Money a, Money b) => new(checked(a.Amount + b.Same(a)), a.Currency);

    /// <summary>Difference; overflow throws.</summary>
    public static Money operator -(Money a, Money b) => new(checked(a.Amount - b.Same(a)), a.Currency);

    /// <summary>Product with a quantity; overflow throws.</summary>
    public static Money operator *(Money a, long quantity) => new(checked(a.Amount * quantity), a.Currency);

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator <(Money a, Money b) => a.Amount < b.Same(a);

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator >(Money a, Money b) => a.Amount > b.Same(a);

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator <=(Money a, Money b) => a.Amount <= b.Same(a);

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator >=(Money a, Money b) => a.Amount >= b.Same(a);

    /// <summary>A share in basis points (1/100 %), rounded half away from zero to the minor unit.</summary>
    public Money Share(int basisPoints) => new(DivideRounded(checked(Amount * basisPoints), 10_000), Currency);

    /// <summary>Splits the amount by weights so that the parts add up exactly (largest remainder, ties to the earlier part).</summary>
    public IReadOnlyList<Money> Allocate(IReadOnlyList<long> weights)
    {
        var total = weights.Sum();
        var (amount, currency) = (Amount, Currency);
        if (total == 0)
        {
            return [.. weights.Select((_, i) => new Money(i == 0 ? amount : 0, currency))];
        }

        var exact = weights.Select(w => (Int128)amount * w).ToArray();
        var parts = exact.Select(x => (long)(x / total)).ToArray();
        var rest = amount - parts.Sum();
        var order = Enumerable.Range(0, parts.Length).OrderByDescending(i => Int128.Abs(exact[i] % total)).ThenBy(i => i).ToArray();
        for (var i = 0; rest != 0; i++, rest -= Math.Sign(rest))
        {
            parts[order[i]] += Math.Sign(rest);
        }

        return [.. parts.Select(p => new Money(p, currency))];
    }

    /// <inheritdoc />
    public int CompareTo(Money other) => Amount.CompareTo(other.Same(this));

    /// <summary>As <see cref="Formatted"/>.</summary>
    public override string ToString() => Formatted;

    private static long DivideRounded(long value, long by) => (value + (Math.Sign(value) * by / 2)) / by;

    private long Same(Money other) =>
        string.Equals(Currency, other.Currency, StringComparison.Ordinal)
            ? Amount
            : throw new InvalidOperationException($"{Currency} and {other.Currency} cannot be put together.");
}
