using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>
/// A cart's entity tag is its version and a hash of what others can change under it: prices, stock, promotions. <c>If-None-Match</c> compares the whole, so that
/// nobody keeps an old price; <c>If-Match</c> compares the version alone, so that somebody else's purchase does not refuse a change to this cart.
/// </summary>
internal static class CartEtag
{
    public static string Of(CartDto cart) => Etag.Of(cart.Version, Volatile(cart).ToString("x16", CultureInfo.InvariantCulture));

    /// <summary>True if there is no condition, or it names this version, with or without a hash.</summary>
    public static bool Allows(IfMatch condition, long version)
    {
        if (condition.Header.Count == 0)
        {
            return true;
        }

        var mine = version.ToString(CultureInfo.InvariantCulture);
        return EntityTagHeaderValue.TryParseList([.. condition.Header.OfType<string>()], out var tags)
            && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || (!t.IsWeak && VersionOf(t.Tag.AsSpan().Trim('"')).SequenceEqual(mine)));
    }

    private static ReadOnlySpan<char> VersionOf(ReadOnlySpan<char> tag) => tag.IndexOf('-') is var dash and >= 0 ? tag[..dash] : tag;

    private static ulong Volatile(CartDto cart)
    {
        var hash = new Fnv();
        foreach (var item in cart.Items)
        {
            hash.Add(item.UnitPrice?.Amount ?? -1);
            hash.Add(item.Available ?? -1);
            hash.Add(item.LineTotal.Amount);
            hash.Add(item.Title);
            hash.Add(item.Image);
        }

        foreach (var saved in cart.Saved)
        {
            hash.Add(saved.UnitPrice?.Amount ?? -1);
            hash.Add(saved.Available ?? -1);
            hash.Add(saved.Title);
            hash.Add(saved.Image);
        }

        foreach (var discount in cart.Discounts)
        {
            hash.Add(discount.Name);
            hash.Add(discount.Amount.Amount);
        }

        foreach (var warning in cart.Warnings)
        {
            hash.Add(warning.Code);
        }

        hash.Add(cart.ShippingMethod?.Name);
        hash.Add(cart.Totals.Shipping.Amount);
        hash.Add(cart.Totals.Tax.Amount);
        hash.Add(cart.Totals.Total.Amount);
        hash.Add((long)cart.Status);
        return hash.Value;
    }

    /// <summary>FNV-1a with 64 bits: the same in every process, which <see cref="HashCode"/> is not.</summary>
    private struct Fnv()
    {
        public ulong Value { get; private set; } = 14695981039346656037;

        public void Add(string? text)
        {
            foreach (var c in text ?? "\0")
            {
                Value = unchecked((Value ^ c) * 1099511628211);
            }

            Add(text?.Length ?? -1);
        }

        public void Add(long number)
        {
            for (var shift = 0; shift < 64; shift += 8)
            {
                Value = unchecked((Value ^ (byte)(number >> shift)) * 1099511628211);
            }
        }
    }
}
