using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Payments.Tests;

public sealed class WebhookTests
{
    private static readonly (string, string) Secrets = ("Payments:Gringotts:WebhookSecrets", $"whsec_new, {BankNotice.Secret}");

    [Theory]
    [InlineData("tok_async_ok", PaymentStatus.Captured)]
    [InlineData("tok_async_fail", PaymentStatus.Declined)]
    [InlineData("tok_timeout", PaymentStatus.Captured)]
    public async Task A_notice_settles_what_was_open_at_once(string token, PaymentStatus status)
    {
        await using var host = await PaymentsHost.StartAsync(Secrets);
        var started = await host.StartPaymentAsync(token);
        started.Status.ShouldBe(PaymentStatus.Pending);
        await host.SettledAtTheBankAsync(started.PaymentId);

        var body = BankNotice.BodyOf("evt_1", started.PaymentId);
        using var bank = host.App.Anonymous();
        (await bank.SendAsync(body, BankNotice.Sign(body, host.Clock.GetUtcNow()))).Status.ShouldBe(200);

        (await host.OutcomeAsync(started.PaymentId)).Status.ShouldBe(status);
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task Fifty_copies_at_once_and_notices_in_any_order_are_one_effect()
    {
        await using var host = await PaymentsHost.StartAsync(Secrets);
        var started = await host.StartPaymentAsync("tok_async_ok");
        await host.SettledAtTheBankAsync(started.PaymentId);
        using var bank = host.App.Anonymous();
        var bodies = new[] { "evt_3", "evt_1", "evt_2" }.Select(id => BankNotice.BodyOf(id, started.PaymentId)).ToArray();
        var now = host.Clock.GetUtcNow();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => bank.SendAsync(bodies[i % 3], BankNotice.Sign(bodies[i % 3], now.AddSeconds(i % 7))))
        );

        answers.ShouldAllBe(a => a.Status == 200);
        answers.Count(a => a.Text.Contains("\"duplicate\":false", StringComparison.Ordinal)).ShouldBe(3);
        (await host.OutcomeAsync(started.PaymentId)).Captured.Amount.ShouldBe(5_000);
        (await host.QueryAsync(db => db.Ledger.CountAsync(e => e.PaymentId == started.PaymentId))).ShouldBe(2);
        (await host.QueryAsync(db => db.Notices.CountAsync(n => n.Status == NoticeStatus.Handled))).ShouldBe(3);
        await host.BooksAgreeAsync();
    }

    [Fact]
    public async Task What_is_forged_old_or_tampered_with_is_refused_and_not_kept()
    {
        await using var host = await PaymentsHost.StartAsync(Secrets);
        var started = await host.StartPaymentAsync("tok_async_ok");
        var now = host.Clock.GetUtcNow();
        var body = BankNotice.BodyOf("evt_1", started.PaymentId);
        var good = BankNotice.Sign(body, now);
        using var http = host.App.Anonymous();
        (string Body, string? Signature, string Code)[] attacks =
        [
            (body, null, "webhook_signature_invalid"),
            (body, "", "webhook_signature_invalid"),
            (body, "t=,v1=", "webhook_signature_invalid"),
            (body, $"t={now.ToUnixTimeSeconds()}", "webhook_signature_invalid"),
            (body, $"t=-1,v1={new string('0', 64)}", "webhook_signature_invalid"),
            (body, $"t={long.MaxValue},v1={new string('a', 64)}", "webhook_signature_invalid"),
            (body, BankNotice.Sign(body, now, "whsec_guess"), "webhook_signature_invalid"),
            (body, good.Replace("t=", "t=1", StringComparison.Ordinal), "webhook_signature_invalid"),
            (body, good.ToUpperInvariant(), "webhook_signature_invalid"),
            (body, new string('v', 2000) + good, "webhook_signature_invalid"),
            (body.Replace("captured", "refunded", StringComparison.Ordinal), good, "webhook_signature_invalid"),
            (body + " ", good, "webhook_signature_invalid"),
            (body, BankNotice.Sign(body, now.AddSeconds(-301)), "webhook_too_old"),
            (body, BankNotice.Sign(body, now.AddSeconds(301)), "webhook_too_old"),
            ("{}", BankNotice.Sign("{}", now), "webhook_malformed"),
            ("[", BankNotice.Sign("[", now), "webhook_malformed"),
            (
                "{\"id\":1,\"type\":\"a\",\"data\":{\"key\":\"a\"}}",
                BankNotice.Sign("{\"id\":1,\"type\":\"a\",\"data\":{\"key\":\"a\"}}", now),
                "webhook_malformed"
            ),
        ];
        foreach (var (attack, signature, code) in attacks)
        {
            var answer = await http.SendAsync(attack, signature);
            answer.Status.ShouldBe(400, $"{attack} {signature}");
            answer.Text.ShouldContain(code, customMessage: $"{attack} {signature}");
        }

        (await http.SendAsync(body, good, "fudge")).Status.ShouldBe(404);
        (await http.SendAsync(body, good, "cash_on_delivery")).Status.ShouldBe(404);
        (await host.QueryAsync(db => db.Notices.CountAsync())).ShouldBe(0);
        (await host.OutcomeAsync(started.PaymentId)).Status.ShouldBe(PaymentStatus.Pending);
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_believed()
    {
        await using var host = await PaymentsHost.StartAsync();
        var body = BankNotice.BodyOf("evt_1", Guid.CreateVersion7());
        using var http = host.App.Anonymous();
        (await http.SendAsync(body, BankNotice.Sign(body, host.Clock.GetUtcNow(), ""))).Text.ShouldContain("webhook_signature_invalid");
    }

    [Fact]
    public async Task A_notice_that_was_kept_and_not_handled_is_handled_later_and_one_about_nothing_is_said_to_be_so()
    {
        await using var host = await PaymentsHost.StartAsync(Secrets);
        var started = await host.StartPaymentAsync("tok_async_ok");
        await host.SettledAtTheBankAsync(started.PaymentId);
        // As a process leaves it that dies after the insert.
        var (id, now, key) = (Guid.CreateVersion7(), host.Clock.GetUtcNow(), $"pay_{started.PaymentId:N}");
        await host.QueryAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO payments.received_notices (id, provider, event_id, kind, payment_key, body, status, attempts, try_after, received_at)
                VALUES ({id}, 'gringotts', 'evt_1', 'charge.captured', {key}, ''::bytea, 'pending', 0, {now}, {now})
                """
            )
        );
        using var http = host.App.Anonymous();
        var stray = BankNotice.BodyOf("evt_2", Guid.CreateVersion7());
        (await http.SendAsync(stray, BankNotice.Sign(stray, now))).Status.ShouldBe(200);

        for (var round = 0; round < 4; round++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(5));
            await host.HandleNoticesAsync();
        }

        (await host.OutcomeAsync(started.PaymentId)).Status.ShouldBe(PaymentStatus.Captured);
        using var staff = host.App.ClientOf(Guid.CreateVersion7(), "staff");
        var list = await staff.GetFromJsonAsync<JsonElement>("admin/payments/webhooks?limit=1");
        var next = await staff.GetFromJsonAsync<JsonElement>($"admin/payments/webhooks?limit=1&after={list.GetProperty("next").GetString()}");
        JsonElement[] items = [list.GetProperty("items")[0], next.GetProperty("items")[0]];
        items
            .ToDictionary(n => n.GetProperty("eventId").GetString()!, n => n.GetProperty("status").GetString())
            .ShouldBe(new Dictionary<string, string?> { ["evt_1"] = "handled", ["evt_2"] = "unmatched" }, ignoreOrder: true);
        var replay = await staff.PostAsync($"admin/payments/webhooks/{id}/replay", null);
        (await replay.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("attempts").GetInt32().ShouldBe(2);
        ((int)(await staff.PostAsync($"admin/payments/webhooks/{Guid.CreateVersion7()}/replay", null)).StatusCode).ShouldBe(404);
        ((int)(await host.App.ClientOf(Guid.CreateVersion7()).GetAsync("admin/payments/webhooks")).StatusCode).ShouldBe(403);
        await host.BooksAgreeAsync();
    }
}
