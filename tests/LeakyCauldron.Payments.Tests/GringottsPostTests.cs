using System.Collections.Concurrent;
using System.Net;
using System.Text;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Gringotts;
using LeakyCauldron.Payments.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Payments.Tests;

/// <summary>The bank tells, badly: late, several times, in the wrong order, and to one who does not listen at first.</summary>
public sealed class GringottsPostTests
{
    [Fact]
    public async Task What_the_bank_tells_badly_settles_payments_once()
    {
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Next()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        await using var host = await PaymentsHost.StartAsync(
            ("Payments:Gringotts:WebhookUrl", address),
            ("Payments:Gringotts:WebhookSecrets", BankNotice.Secret),
            ("Payments:Gringotts:WebhookCopies", "3"),
            ("Payments:Gringotts:WebhooksReversed", "true")
        );
        var told = new ConcurrentQueue<string>();
        var refusals = 3;
        var listening = ListenAsync(listener, host, told, () => Interlocked.Decrement(ref refusals) >= 0);

        var paid = await host.StartPaymentAsync("tok_async_ok");
        var refused = await host.StartPaymentAsync("tok_async_fail");
        await Eventually.Async(
            async () =>
            {
                await PostAsync(host);
                (await host.OutcomeAsync(paid.PaymentId)).Status.ShouldBe(PaymentStatus.Captured);
                (await host.OutcomeAsync(refused.PaymentId)).Status.ShouldBe(PaymentStatus.Declined);
                (await host.QueryAsync(db => db.Set<GringottsEvent>().CountAsync())).ShouldBe(0);
            },
            "all to be told and heard"
        );

        told.Count(t => t.Contains("charge.captured", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(3);
        told.Count(t => t.Contains("charge.declined", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(3);
        (await host.QueryAsync(db => db.Notices.CountAsync())).ShouldBe(4);
        (await host.QueryAsync(db => db.Ledger.CountAsync())).ShouldBe(2);
        await host.BooksAgreeAsync();
        listener.Stop();
        await listening;
    }

    private static async Task PostAsync(PaymentsHost host)
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<GringottsPost>(scope.ServiceProvider).SendAsync(CancellationToken.None);
    }

    /// <summary>Hands each request to the shop as it is, or refuses it unread.</summary>
    private static async Task ListenAsync(HttpListener listener, PaymentsHost host, ConcurrentQueue<string> told, Func<bool> refuses)
    {
        using var shop = host.App.Anonymous();
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            told.Enqueue(body);
            context.Response.StatusCode = refuses() ? 503 : (await shop.SendAsync(body, context.Request.Headers[GringottsNotice.Header])).Status;
            context.Response.Close();
        }
    }
}
