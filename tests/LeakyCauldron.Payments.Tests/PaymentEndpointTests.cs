using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Payments.Tests.Harness;

namespace LeakyCauldron.Payments.Tests;

public sealed class PaymentEndpointTests
{
    [Fact]
    public async Task Methods_list_what_is_really_there()
    {
        await using var host = await PaymentsHost.StartAsync();
        using var anyone = host.App.Anonymous();
        var methods = await anyone.GetFromJsonAsync<JsonElement>("payments/methods");
        methods.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("method").GetString()).ShouldBe(["gringotts", "cash_on_delivery"]);
    }

    [Fact]
    public async Task A_payment_is_seen_by_its_owner_and_staff_alone()
    {
        await using var host = await PaymentsHost.StartAsync();
        var owner = Guid.CreateVersion7();
        var paid = await host.StartPaymentAsync("tok_ok", userId: owner);
        var path = $"payments/{paid.PaymentId}";
        ((int)(await host.App.Anonymous().GetAsync(path)).StatusCode).ShouldBe(401);
        ((int)(await host.App.ClientOf(Guid.CreateVersion7()).GetAsync(path)).StatusCode).ShouldBe(404);
        ((int)(await host.App.ClientOf(owner).PostAsync($"{path}/void", null)).StatusCode).ShouldBe(403);
        (await host.App.ClientOf(owner).GetFromJsonAsync<JsonElement>(path)).GetProperty("status").GetString().ShouldBe("captured");
        (await host.App.ClientOf(Guid.CreateVersion7(), "staff").GetAsync(path)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_refund_by_staff_needs_a_key_and_is_one_effect()
    {
        await using var host = await PaymentsHost.StartAsync();
        var paid = await host.StartPaymentAsync("tok_ok", amount: 900);
        using var staff = host.App.ClientOf(Guid.CreateVersion7(), "staff");
        var body = new { amount = new { amount = 400, currency = "GBP" }, reason = "scratched" };
        ((int)(await staff.PostAsJsonAsync($"payments/{paid.PaymentId}/refund", body)).StatusCode).ShouldBe(400);
        staff.DefaultRequestHeaders.Add("Idempotency-Key", "refund-1");
        for (var i = 0; i < 3; i++)
        {
            var answer = await staff.PostAsJsonAsync($"payments/{paid.PaymentId}/refund", body);
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("refunded").GetProperty("amount").GetInt64().ShouldBe(400);
        }

        (await host.OutcomeAsync(paid.PaymentId)).Refunded.Amount.ShouldBe(400);
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task Cash_is_promised_at_once_and_captured_at_the_door()
    {
        await using var host = await PaymentsHost.StartAsync();
        var promised = await host.StartPaymentAsync("", method: "cash_on_delivery");
        promised.Status.ToString().ShouldBe("Authorized");
        using var staff = host.App.ClientOf(Guid.CreateVersion7(), "staff");
        var captured = await staff.PostAsync($"payments/{promised.PaymentId}/capture", null);
        (await captured.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("captured").GetProperty("amount").GetInt64().ShouldBe(5_000);
        await host.BooksAgreeAsync();
    }
}
