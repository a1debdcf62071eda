using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Orders;

/// <param name="PaymentTime">How long an order may stay unpaid.</param>
internal sealed record OrdersOptions(TimeSpan PaymentTime)
{
    /// <summary>Longer than <see cref="PaymentTime"/>, so that stock is still held when the last answer of a bank comes.</summary>
    public TimeSpan ReservationTime => PaymentTime + TimeSpan.FromMinutes(15);

    public static OrdersOptions From(IConfiguration configuration) => new(TimeSpan.FromMinutes(configuration.GetValue("Orders:PaymentMinutes", 30)));
}
