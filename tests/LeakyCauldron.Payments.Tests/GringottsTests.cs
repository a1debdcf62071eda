using System.Net;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Tests.Harness;

namespace LeakyCauldron.Payments.Tests;

public sealed class GringottsTests
{
    [Theory]
    [InlineData("tok_ok", PaymentStatus.Captured, PaymentStatus.Captured, null)]
    [InlineData("tok_declined", PaymentStatus.Declined, PaymentStatus.Declined, "card_declined")]
    [InlineData("tok_insufficient_galleons", PaymentStatus.Declined, PaymentStatus.Declined, "insufficient_funds")]
    [InlineData("tok_timeout", PaymentStatus.Pending, PaymentStatus.Captured, null)]
    [InlineData("tok_requires_action", PaymentStatus.RequiresAction, PaymentStatus.RequiresAction, null)]
    [InlineData("tok_async_ok", PaymentStatus.Pending, PaymentStatus.Captured, null)]
    [InlineData("tok_async_fail", PaymentStatus.Pending, PaymentStatus.Declined, "card_declined")]
    public async Task Each_token_has_its_course(string token, PaymentStatus atOnce, PaymentStatus later, string? code)
    {
        await using var host = await PaymentsHost.StartAsync();
        var started = await host.StartPaymentAsync(token);
        started.Status.ShouldBe(atOnce);
        var settled = await host.AskAsync(started.PaymentId);
        settled.Status.ShouldBe(later);
        settled.DeclineCode.ShouldBe(code);
        settled.Captured.Amount.ShouldBe(later == PaymentStatus.Captured ? 5_000 : 0);
        await host.BooksAgreeAsync();
    }

    [Theory]
    [InlineData("approve", PaymentStatus.Captured, null)]
    [InlineData("decline", PaymentStatus.Declined, "authentication_failed")]
    public async Task The_shopper_decides_on_the_banks_page(string answer, PaymentStatus status, string? code)
    {
        await using var host = await PaymentsHost.StartAsync();
        var started = await host.StartPaymentAsync("tok_requires_action");
        var page = new Uri(started.ActionUrl!).AbsolutePath.Replace("/api/v1/", "", StringComparison.Ordinal);
        using var shopper = host.App.Anonymous();
        WebUtility.HtmlDecode(await shopper.GetStringAsync(page)).ShouldContain("£50.00");
        (await shopper.PostAsync($"{page}/{answer}", null)).EnsureSuccessStatusCode();
        ((int)(await shopper.PostAsync($"{page}/approve", null)).StatusCode).ShouldBe(404);
        var settled = await host.AskAsync(started.PaymentId);
        (settled.Status, settled.DeclineCode, settled.ActionUrl).ShouldBe((status, code, null));
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_payment_started_twice_is_charged_once()
    {
        await using var host = await PaymentsHost.StartAsync();
        var start = new StartPayment(Guid.CreateVersion7(), Guid.CreateVersion7(), null, new(700, "GBP"), "gringotts", "tok_ok");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.App.SendAsync(start)));
        outcomes.ShouldAllBe(o => o.Error == null);
        (await host.AskAsync(start.PaymentId)).Captured.Amount.ShouldBe(700);
        await host.BooksAgreeAsync();
        (await host.App.SendAsync(start with { Amount = new(701, "GBP") })).Error!.Code.ShouldBe("payment_exists");
    }

    [Fact]
    public async Task A_cancelled_payment_that_the_bank_has_never_seen_is_refused_when_it_arrives()
    {
        await using var host = await PaymentsHost.StartAsync();
        var started = await host.StartPaymentAsync("tok_async_ok", amount: 300);
        var cancelled = await host.App.SendAsync(new CancelPayment(started.PaymentId, "changed my mind"));
        cancelled.Value!.Status.ShouldBeOneOf(PaymentStatus.Voided, PaymentStatus.Refunded);
        (await host.AskAsync(started.PaymentId)).Status.ShouldBe(cancelled.Value.Status);
        await host.BooksAgreeAsync();
    }

    [Theory]
    [InlineData("gringotts", "tok_stolen", "unknown_payment_token")]
    [InlineData("gringotts", null, "unknown_payment_token")]
    [InlineData("beans", "tok_ok", "unknown_payment_method")]
    [InlineData("stripe", "tok_ok", "unknown_payment_method")]
    public async Task An_unknown_method_or_token_is_refused(string method, string? token, string code)
    {
        await using var host = await PaymentsHost.StartAsync();
        (await host.App.SendAsync(new CheckPaymentMethod(method, token))).Error!.Code.ShouldBe(code);
        (
            await host.App.SendAsync(new StartPayment(Guid.CreateVersion7(), Guid.CreateVersion7(), null, new(1, "GBP"), method, token))
        ).Error!.Code.ShouldBe(code);
    }
}
