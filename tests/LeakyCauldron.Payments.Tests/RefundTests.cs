using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Tests.Harness;

namespace LeakyCauldron.Payments.Tests;

public sealed class RefundTests
{
    [Fact]
    public async Task Refunds_never_exceed_what_was_captured()
    {
        await using var host = await PaymentsHost.StartAsync();
        var paid = await host.StartPaymentAsync("tok_ok", amount: 1_000);
        var refunds = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ => host.App.SendAsync(new RefundPayment(paid.PaymentId, Guid.CreateVersion7(), new(300, "GBP"), "broken")))
        );
        refunds.Count(r => r.Error is null).ShouldBe(3);
        refunds.Where(r => r.Error is not null).ShouldAllBe(r => r.Error!.Code == "refund_exceeds_captured");
        var after = await host.OutcomeAsync(paid.PaymentId);
        (after.Status, after.Refunded.Amount).ShouldBe((PaymentStatus.PartiallyRefunded, 900L));
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task The_same_refund_twice_is_one()
    {
        await using var host = await PaymentsHost.StartAsync();
        var paid = await host.StartPaymentAsync("tok_ok", amount: 1_000);
        var refund = new RefundPayment(paid.PaymentId, Guid.CreateVersion7(), new(400, "GBP"), "broken");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.App.SendAsync(refund)));
        var after = await host.OutcomeAsync(paid.PaymentId);
        after.Refunded.Amount.ShouldBe(400);
        after.CompletedRefunds.ShouldBe([refund.RefundId]);
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_cancelled_payment_that_was_captured_goes_back_in_full()
    {
        await using var host = await PaymentsHost.StartAsync();
        var paid = await host.StartPaymentAsync("tok_ok", amount: 1_000);
        await host.App.SendAsync(new RefundPayment(paid.PaymentId, Guid.CreateVersion7(), new(250, "GBP"), "broken"));
        var cancelled = await host.App.SendAsync(new CancelPayment(paid.PaymentId, "cancelled"));
        (cancelled.Value!.Status, cancelled.Value.Refunded.Amount).ShouldBe((PaymentStatus.Refunded, 1_000L));
        await host.BooksAgreeAsync();
    }

    [Theory]
    [InlineData("EUR", "currency_mismatch")]
    [InlineData("GBP", "refund_exceeds_captured")]
    public async Task A_wrong_refund_is_refused(string currency, string code)
    {
        await using var host = await PaymentsHost.StartAsync();
        var paid = await host.StartPaymentAsync("tok_ok", amount: 1_000);
        var refused = await host.App.SendAsync(new RefundPayment(paid.PaymentId, Guid.CreateVersion7(), new Money(1_001, currency), "broken"));
        refused.Error!.Code.ShouldBe(code);
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task What_was_declined_can_be_neither_refunded_nor_voided_nor_captured()
    {
        await using var host = await PaymentsHost.StartAsync();
        var declined = await host.StartPaymentAsync("tok_declined");
        (await host.App.SendAsync(new RefundPayment(declined.PaymentId, Guid.CreateVersion7(), new(1, "GBP"), "x"))).Error!.Code.ShouldBe(
            "refund_exceeds_captured"
        );
        using var staff = host.App.ClientOf(Guid.CreateVersion7(), "staff");
        foreach (var verb in new[] { "void", "capture" })
        {
            var answer = await staff.PostAsync($"payments/{declined.PaymentId}/{verb}", null);
            ((int)answer.StatusCode).ShouldBe(409);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("payment_state_conflict");
        }
    }
}
