using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace LeakyCauldron.System.Tests;

/// <summary>
/// Shoppers who order one unit of the same product again and again until told to stop, each call repeated with its key as a patient client does it. Afterwards the shop is
/// added up from outside.
/// </summary>
internal sealed class SteadyShoppers(Topology shop, string sku)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentBag<Answer> _answers = [];
    private readonly ConcurrentBag<string> _orders = [];
    private Task _shopping = Task.CompletedTask;
    private volatile bool _stopped;

    public int Orders => _orders.Count;

    /// <summary>Every answer to an order that was not 201, in full.</summary>
    public IEnumerable<string> Refusals => _answers.Where(a => a.Status != HttpStatusCode.Created).Select(a => $"{(int)a.Status} {a.Text}");

    /// <summary>Runs until <paramref name="during"/> has ended, with each shopper's order finished.</summary>
    public async Task RunAsync(int shoppers, Func<Task> during)
    {
        var each = Enumerable.Range(0, shoppers).Select(ShopAsync).ToArray();
        _shopping = WhenAllOrOneFailedAsync(each);
        try
        {
            await during();
        }
        finally
        {
            _stopped = true;
        }

        await Task.WhenAll(each);
    }

    /// <summary>Ends at once if a shopper was refused, with the refusal.</summary>
    public async Task MoreOrdersAsync(int more)
    {
        var wanted = Orders + more;
        var waiting = Eventually.Async(
            () => Orders >= wanted || _shopping.IsFaulted,
            string.Create(CultureInfo.InvariantCulture, $"{more} more orders, of {wanted}"),
            Patience
        );
        await waiting;
        if (_shopping.IsFaulted)
        {
            await _shopping;
        }
    }

    private static async Task WhenAllOrOneFailedAsync(Task[] tasks)
    {
        await foreach (var task in Task.WhenEach(tasks))
        {
            await task;
        }
    }

    /// <summary>As many units gone as orders made, each order there once and told of once.</summary>
    public async Task AddUpAsync(int units)
    {
        (await Journey.Available(shop, sku)).ShouldBe(units - Orders);
        _orders.Distinct().Count().ShouldBe(Orders);
        var mails = Path.Combine(shop.DataDirectory, "mail");
        await Eventually.Async(
            () =>
            {
                var texts = Directory.Exists(mails) ? Directory.GetFiles(mails, "*.eml").Select(File.ReadAllText).ToArray() : [];
                return _orders.All(number => texts.Count(t => t.Contains(number, StringComparison.Ordinal)) == 1);
            },
            "one mail about each order",
            Patience
        );
    }

    private async Task ShopAsync(int number)
    {
        var client = shop.Guest();
        var email = $"shopper-{number}-{Guid.CreateVersion7():N}@leaky.test";
        while (!_stopped)
        {
            await OrderAsync(client, email);
        }
    }

    private async Task OrderAsync(ShopClient client, string email)
    {
        var id = (await PatientAsync(() => client.Post("/carts", new { }), HttpStatusCode.Created))["id"].GetValue<string>();
        await PatientAsync(() => client.Post($"/carts/{id}/items", new { sku, quantity = 1 }, id), HttpStatusCode.OK);
        await PatientAsync(() => client.Put($"/carts/{id}/address", new { shipping = Journey.Address }), HttpStatusCode.OK);
        var methods = await PatientAsync(() => client.Get($"/carts/{id}/shipping-methods"), HttpStatusCode.OK);
        var code = methods["items"][0]!["code"]!.GetValue<string>();
        var cart = await PatientAsync(() => client.Put($"/carts/{id}/shipping-method", new { code }), HttpStatusCode.OK);
        var key = Guid.CreateVersion7().ToString();
        var order = await PatientAsync(
            async () =>
            {
                var answer = await Journey.Order(client, cart.Json!, "tok_ok", key, email);
                _answers.Add(answer);
                return answer;
            },
            HttpStatusCode.Created
        );
        var number = order["number"].GetValue<string>();

        // Where a fault left the bank's answer unknown, the order waits until the bank was asked.
        await Eventually.Async(
            async () => (await client.Get($"/orders/by-number/{number}?email={email}"))["status"].GetValue<string>() == "confirmed",
            $"order {number} to be confirmed",
            Patience
        );
        _orders.Add(number);
    }

    /// <summary>Repeats what may be repeated: no answer, 502 to 504, and a run that is still at work.</summary>
    private static async Task<Answer> PatientAsync(Func<Task<Answer>> call, HttpStatusCode wanted)
    {
        Answer? last = null;
        await Eventually.Async(
            async () =>
            {
                last = await call();
                return last.Status is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                    && !(last.Status == HttpStatusCode.Conflict && last.Code == "request_in_progress");
            },
            $"{wanted} after the fault",
            Patience
        );
        return last!.Is(wanted);
    }
}
