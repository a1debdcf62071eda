using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Payments.Tests;

public sealed class ReconciliationTests
{
    [Fact]
    public async Task Books_that_agree_have_no_difference()
    {
        await using var host = await PaymentsHost.StartAsync();
        foreach (var token in new[] { "tok_ok", "tok_declined", "tok_requires_action" })
        {
            await host.StartPaymentAsync(token);
        }

        await host.StartPaymentAsync("tok_ok", amount: 0);
        await host.StartPaymentAsync("", method: "cash_on_delivery");
        var report = await ReportAsync(host);
        report.GetProperty("checked").GetInt64().ShouldBe(3);
        Differences(report).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_lost_notice_would_have_told_is_asked_for()
    {
        await using var host = await PaymentsHost.StartAsync();
        var paid = await host.StartPaymentAsync("tok_async_ok");
        var refused = await host.StartPaymentAsync("tok_async_fail");
        var unanswered = await host.StartPaymentAsync("tok_timeout");
        await host.SettledAtTheBankAsync(paid.PaymentId);
        await host.SettledAtTheBankAsync(refused.PaymentId);
        await host.ExecuteAsync(
            "UPDATE payments.gringotts_charges SET settles_at = NULL, settles_to = NULL, captured = amount, state = 'captured' WHERE settles_to = 'captured'"
        );
        await host.ExecuteAsync(
            "INSERT INTO payments.gringotts_movements SELECT key, key, 'capture', amount, now() FROM payments.gringotts_charges WHERE state = 'captured' ON CONFLICT DO NOTHING"
        );
        await host.ExecuteAsync(
            "UPDATE payments.gringotts_charges SET settles_at = NULL, settles_to = NULL, state = 'declined' WHERE settles_to = 'declined'"
        );

        var differences = Differences(await ReportAsync(host));

        differences.ShouldBe(["state healed", "state healed", "state healed"]);
        (await host.OutcomeAsync(paid.PaymentId)).Status.ShouldBe(PaymentStatus.Captured);
        (await host.OutcomeAsync(refused.PaymentId)).Status.ShouldBe(PaymentStatus.Declined);
        (await host.OutcomeAsync(unanswered.PaymentId)).Status.ShouldBe(PaymentStatus.Captured);
        Differences(await ReportAsync(host)).ShouldBeEmpty();
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task An_orphan_is_given_back_once_however_many_look()
    {
        await using var host = await PaymentsHost.StartAsync();
        await host.ExecuteAsync(Charge("pay_00000000000000000000000000000001", "captured", captured: 5_000));
        await host.ExecuteAsync(Charge("someone-elses", "authorized"));
        var ended = await host.StartPaymentAsync("tok_declined");
        await host.ExecuteAsync($"UPDATE payments.gringotts_charges SET state = 'captured', captured = amount WHERE key = 'pay_{ended.PaymentId:N}'");

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReportAsync(host)));

        reports.SelectMany(Differences).ShouldContain("extra healed");
        reports.SelectMany(Differences).ShouldContain("state healed");
        Differences(await ReportAsync(host)).ShouldBeEmpty();
        (await host.NumberAsync("SELECT sum(captured - refunded)::bigint FROM payments.gringotts_charges")).ShouldBe(0);
        (await host.NumberAsync("SELECT count(*) FROM payments.gringotts_movements WHERE kind = 'refund'")).ShouldBe(2);
        (await host.NumberAsync("SELECT count(*) FROM payments.gringotts_charges WHERE key = 'someone-elses' AND state = 'voided'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("DELETE FROM payments.gringotts_movements; DELETE FROM payments.gringotts_charges", "missing")]
    [InlineData("UPDATE payments.gringotts_charges SET currency = 'EUR'", "currency")]
    [InlineData("UPDATE payments.gringotts_charges SET captured = captured - 1", "amount")]
    [InlineData("UPDATE payments.gringotts_charges SET refunded = 1", "amount")]
    [InlineData("UPDATE payments.payments SET refunded = 1", "amount")]
    [InlineData("UPDATE payments.gringotts_charges SET state = 'authorized', captured = 0", "state")]
    [InlineData(
        "DROP INDEX payments.ix_payments_order_id; UPDATE payments.payments SET order_id = '01990000-0000-7000-8000-000000000000'",
        "duplicate"
    )]
    public async Task A_difference_that_only_a_person_can_settle_is_named_each_time(string damage, string kind)
    {
        await using var host = await PaymentsHost.StartAsync();
        await host.StartPaymentAsync("tok_ok");
        await host.StartPaymentAsync("tok_ok", amount: 700);
        await host.ExecuteAsync(damage);
        for (var run = 0; run < 2; run++)
        {
            Differences(await ReportAsync(host)).Distinct().ShouldBe([$"{kind} open"]);
        }
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_wrong_and_the_report_is_kept_and_exported()
    {
        await using var host = await PaymentsHost.StartAsync();
        using var staff = host.App.ClientOf(Guid.CreateVersion7(), "staff");
        ((int)(await staff.GetAsync("admin/payments/reconciliation/last")).StatusCode).ShouldBe(404);
        var paid = await host.StartPaymentAsync("tok_ok");
        await host.ExecuteAsync("UPDATE payments.gringotts_charges SET captured = captured - 1");
        Differences(await staff.GetFromJsonAsync<JsonElement>("admin/payments/reconciliation")).ShouldBeEmpty();

        var report = await ReportAsync(host);

        Differences(report).ShouldBe(["amount open"]);
        (await staff.GetStringAsync("admin/payments/reconciliation/last")).ShouldContain($"pay_{paid.PaymentId:N}");
        var csv = (await staff.GetStringAsync("admin/payments/reconciliation/report.csv")).Trim('\uFEFF').TrimEnd().Split('\n');
        csv.Length.ShouldBe(2);
        csv[1].Split(',').Length.ShouldBe(csv[0].Split(',').Length);
        csv[1].ShouldContain("Captured,GBP,5000,4999,0");
        ((int)(await host.App.ClientOf(Guid.CreateVersion7()).GetAsync("admin/payments/reconciliation")).StatusCode).ShouldBe(403);
    }

    private static string Charge(string key, string state, long captured = 0) =>
        $"""
            INSERT INTO payments.gringotts_charges (key, reference, amount, currency, token, capture, state, captured, refunded, created_at)
            VALUES ('{key}', 'gr_{key}', 5000, 'GBP', 'tok_ok', true, '{state}', {captured}, 0, now() - interval '1 hour')
            """;

    /// <summary>Later, when nothing is on its way any more.</summary>
    private static async Task<JsonElement> ReportAsync(PaymentsHost host)
    {
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        using var staff = host.App.ClientOf(Guid.CreateVersion7(), "staff");
        return await staff.GetFromJsonAsync<JsonElement>("admin/payments/reconciliation");
    }

    private static string[] Differences(JsonElement report) =>
        [
            .. report
                .GetProperty("differences")
                .EnumerateArray()
                .Select(d => $"{d.GetProperty("kind").GetString()} {(d.GetProperty("healed").GetBoolean() ? "healed" : "open")}"),
        ];
}
