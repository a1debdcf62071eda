using System.Security.Cryptography;
using System.Text.Json;

namespace LeakyCauldron.Orders.Features.PlaceOrder;

/// <summary>How a checkout is found again by the Idempotency-Key that started it.</summary>
internal static class CheckoutKey
{
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    /// <summary>Keys belong to the person, the machine, or a guest's cart.</summary>
    public static string CallerOf(PlaceOrder command) =>
        command.Caller.UserId is { } user ? $"u:{user}"
        : command.Caller.ClientId is { } client ? $"m:{client}"
        : $"c:{command.Body.CartId}";

    public static byte[] FingerprintOf(PlaceOrderBody body) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, Json.Wire));
}
