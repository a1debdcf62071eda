using System.Net;
using System.Net.Sockets;
using System.Text;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.Host.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Host.Tests.Routing;

/// <summary>What happens when an instance does not do what it should.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("GET", false, true)]
    [InlineData("PUT", false, true)]
    [InlineData("POST", true, true)]
    [InlineData("POST", false, false)]
    public async Task Where_nothing_was_sent_another_instance_is_asked(string method, bool key, bool retried)
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        shop.Directory.Add("ollivanders", Shop.Nowhere(), ("route", "/wands"));
        shop.Directory.Add("ollivanders", await shop.ServiceAsync(http => http.Response.WriteAsync("ok")), ("route", "/wands"));
        var answers = new List<Answer>();
        // Which of two is chosen is chance: until the breaker opens for the one that is away, both are.
        for (var i = 0; i < 12; i++)
        {
            answers.Add(
                await edge.Send(
                    new(method),
                    "/wands",
                    r =>
                    {
                        r.Content = method == "GET" ? null : new StringContent("a wand");
                        if (key)
                        {
                            r.Headers.Add("Idempotency-Key", "k1");
                        }
                    }
                )
            );
        }

        if (retried)
        {
            answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        }
        else
        {
            answers.First(a => a.Status != HttpStatusCode.OK).IsProblem(503, "module_unavailable");
            answers.Count(a => a.Status != HttpStatusCode.OK).ShouldBeLessThanOrEqualTo(3);
        }
    }

    [Fact]
    public async Task A_read_that_is_refused_is_answered_by_another_instance_and_a_write_is_not_repeated()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var writes = 0;
        var ill = await shop.ServiceAsync(http =>
        {
            writes += http.Request.Method == "POST" ? 1 : 0;
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        shop.Directory.Add("ollivanders", ill, ("route", "/wands"));
        shop.Directory.Add("ollivanders", await shop.ServiceAsync(http => http.Response.WriteAsync("ok")), ("route", "/wands"));
        for (var i = 0; i < 20; i++)
        {
            (await edge.Get("/wands")).Text.ShouldBe("ok");
        }

        // After five errors the one that is ill is passed over.
        Destinations(edge).Single(d => d.Instance.Address == ill).IsSick.ShouldBeTrue();
        (await edge.Send(HttpMethod.Post, "/wands")).Text.ShouldBe("ok");
        writes.ShouldBe(0);
    }

    [Fact]
    public async Task An_instance_that_answers_errors_is_still_asked_where_there_is_no_other()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var service = await shop.ServiceAsync(http =>
        {
            http.Response.StatusCode = http.Request.Path.Value!.EndsWith("broken", StringComparison.Ordinal) ? 500 : 200;
            return Task.CompletedTask;
        });
        shop.Directory.Add("ollivanders", service, ("route", "/wands"));
        for (var i = 0; i < 20; i++)
        {
            (await edge.Get("/wands/broken")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        }

        (await edge.Get("/wands/fine")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_502_and_one_that_does_not_come_is_504()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        shop.Directory.Add(
            "ollivanders",
            await shop.ServiceAsync(http =>
            {
                http.Abort();
                return Task.CompletedTask;
            }),
            ("route", "/wands")
        );
        shop.Directory.Add(
            "gringotts",
            await shop.ServiceAsync(http => new TaskCompletionSource().Task.WaitAsync(http.RequestAborted)),
            ("route", "/vaults"),
            ("timeoutSeconds", "1")
        );
        (await edge.Send(HttpMethod.Post, "/wands", r => r.Content = new StringContent("x"))).IsProblem(502, "bad_gateway");
        var late = await edge.Get("/vaults");
        late.IsProblem(504, "gateway_timeout");
        late.Json["service"]!.GetValue<string>().ShouldBe("gringotts");
        late.Headers.ContainsKey("Retry-After").ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_reached_is_left_alone_until_it_can()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var address = Shop.Nowhere();
        shop.Directory.Add("ollivanders", address, ("route", "/wands"));
        for (var i = 0; i < 4; i++)
        {
            (await edge.Get("/wands")).IsProblem(503, "module_unavailable");
        }

        Destinations(edge).Single().IsOpen.ShouldBeTrue();
        using var listener = new TcpListener(IPAddress.Loopback, address.Port);
        listener.Start();
        await Eventually.Async(() => !Destinations(edge).Single().IsOpen, "the probe to find it");
    }

    [Fact]
    public void A_breaker_lets_one_request_through_after_its_pause()
    {
        var clock = new ShiftedClock();
        var destination = new Destination(
            new ServiceInstance("x", "x", new Uri("http://127.0.0.1:1"), ServiceStatus.Up, new Dictionary<string, string>()),
            clock
        );
        for (var i = 0; i < 3; i++)
        {
            destination.TryEnter().ShouldBeTrue();
            destination.Leave(false, 502);
        }

        destination.TryEnter().ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(2));
        destination.TryEnter().ShouldBeTrue();
        destination.TryEnter().ShouldBeFalse();
        destination.Leave(true, 200);
        destination.IsOpen.ShouldBeFalse();
        destination.InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task The_less_busy_of_two_is_chosen()
    {
        await using var shop = new Shop();
        Destination Make(string id) =>
            new(new ServiceInstance("x", id, new Uri("http://127.0.0.1:1"), ServiceStatus.Up, new Dictionary<string, string>()), TimeProvider.System);
        var (busy, idle) = (Make("busy"), Make("idle"));
        busy.TryEnter();
        busy.TryEnter();
        new Pool("x", [busy, idle]).Enter(null, null).ShouldBe(idle);
    }

    private static IReadOnlyList<Destination> Destinations(Process edge) =>
        edge.Services.GetRequiredService<RouteTableSource>().Current.PoolOf("ollivanders").Destinations;
}
