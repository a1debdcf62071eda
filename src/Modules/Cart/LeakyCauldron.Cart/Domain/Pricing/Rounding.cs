namespace LeakyCauldron.Cart.Domain.Pricing;

/// <summary>Integer division with the shop's one rule: half away from zero, to the minor unit. 128 bits inside, so that no price and quantity overflow.</summary>
internal static class Rounding
{
    public const int FullShare = 10_000;

    public static long Divide(Int128 value, Int128 by) => (long)((value + (Int128.Sign(value) * by / 2)) / by);

    /// <summary>A share in basis points (1/100 %).</summary>
    public static long Share(long amount, int basisPoints) => Divide((Int128)amount * basisPoints, FullShare);

    /// <summary>The part of an amount that is tax already inside it.</summary>
    public static long ShareWithin(long amount, int basisPoints) => Divide((Int128)amount * basisPoints, FullShare + basisPoints);
}
