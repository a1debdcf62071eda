using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using LeakyCauldron.Host.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Host.Tests.Routing;

/// <summary>A service outside the shop that registers with a route receives what is under it.</summary>
public sealed class ForeignServiceTests
{
    private static readonly string[] Modules = ["owls", "hats"];

    [Fact]
    public async Task It_receives_its_prefix_and_everything_below()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        shop.Directory.Add("ollivanders", await shop.ServiceAsync(http => Echo.Of(http, "").ExecuteAsync(http)), ("route", "/wands"));
        var answer = await edge.Get("/wands/holly%20wood?core=phoenix&x=%2F");
        answer.Json["path"]!.GetValue<string>().ShouldBe("/wands/holly wood");
        answer.Json["query"]!.GetValue<string>().ShouldBe("?core=phoenix&x=%2F");
        (await edge.Get("/wands")).Json["path"]!.GetValue<string>().ShouldBe("/wands");
        (await edge.Get("/wandsmith")).IsProblem(404, "route_not_found");
    }

    [Fact]
    public async Task The_prefix_is_taken_off_where_asked_and_the_longest_one_wins()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var service = await shop.ServiceAsync(http => Echo.Of(http, "").ExecuteAsync(http));
        shop.Directory.Add("ollivanders", service, ("route", "/wands"), ("stripPrefix", "true"));
        shop.Directory.Add("gregorovitch", service, ("route", "/wands/elder"));
        (await edge.Get("/wands/holly")).Json["path"]!.GetValue<string>().ShouldBe("/holly");
        (await edge.Get("/wands/holly")).Header("x-forwarded-prefix").ShouldBe("/wands");
        (await edge.Get("/wands")).Json["path"]!.GetValue<string>().ShouldBe("/");
        (await edge.Get("/wands/elder/1")).Json["path"]!.GetValue<string>().ShouldBe("/wands/elder/1");
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/API/v1")]
    [InlineData("/connect/token")]
    [InlineData("/admin")]
    [InlineData("/eureka")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    [InlineData("/openapi")]
    [InlineData("/swagger")]
    [InlineData("/map")]
    [InlineData("/.well-known")]
    [InlineData("/internal/contracts")]
    [InlineData("/owls")]
    [InlineData("/Hats/x")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("wands")]
    [InlineData("/wands/../api")]
    [InlineData("/wands//x")]
    [InlineData("/wands/%61pi")]
    [InlineData("/wands/{id}")]
    public void What_is_the_shops_own_or_no_path_is_refused(string prefix) => Prefixes.Refusal(prefix, Modules).ShouldNotBeNull();

    [Theory]
    [InlineData("/wands")]
    [InlineData("/wands/elder.v2")]
    [InlineData("/apiary")]
    public void Other_paths_are_free(string prefix) => Prefixes.Refusal(prefix, Modules).ShouldBeNull();

    [Fact]
    public async Task Another_service_cannot_take_a_prefix_that_is_in_use()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        shop.Directory.Add("ollivanders", await shop.ServiceAsync(http => http.Response.WriteAsync("ollivander")), ("route", "/wands"));
        shop.Directory.Add("aaa", await shop.ServiceAsync(http => http.Response.WriteAsync("thief")), ("route", "/wands"));
        (await edge.Get("/wands")).Text.ShouldBe("ollivander");
        edge.Services.GetRequiredService<RouteTableSource>().Current.Refused.ShouldContain(r => r.App == "aaa" && r.Prefix == "/wands");
    }

    [Fact]
    public async Task What_a_stranger_says_of_its_address_is_not_passed_on()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        shop.Directory.Add("ollivanders", await shop.ServiceAsync(http => Echo.Of(http, "").ExecuteAsync(http)), ("route", "/wands"));
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var answer = await edge.Get(
            "/wands",
            ("X-Forwarded-For", "6.6.6.6"),
            ("X-Forwarded-Host", "evil"),
            ("X-Real-IP", "6.6.6.6"),
            ("Forwarded", "for=6.6.6.6"),
            ("Leaky-Caller", "e30="),
            ("traceparent", $"00-{trace}-00f067aa0ba902b7-01")
        );
        answer.Header("x-forwarded-for").ShouldBe("127.0.0.1");
        answer.Header("x-forwarded-host").ShouldBe(edge.Address.Authority);
        answer.Header("x-forwarded-proto").ShouldBe("http");
        answer.Header("x-real-ip").ShouldBe("");
        answer.Header("forwarded").ShouldStartWith("for=127.0.0.1;");
        answer.Header("traceparent").ShouldContain(trace);
    }

    [Fact]
    public async Task A_proxy_in_front_is_believed_if_it_is_named()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats", true, ("Proxies:Trusted", "127.0.0.0/8, 10.0.0.1"));
        shop.Directory.Add("ollivanders", await shop.ServiceAsync(http => Echo.Of(http, "").ExecuteAsync(http)), ("route", "/wands"));
        (await edge.Get("/wands", ("X-Forwarded-For", "6.6.6.6, 9.9.9.9, 10.0.0.1"))).Header("x-forwarded-for").ShouldBe("9.9.9.9");
        await Should.ThrowAsync<Exception>(() => shop.ProcessAsync("hats", true, ("Proxies:Trusted", "hogwarts")));
    }

    [Fact]
    public async Task Streams_and_web_sockets_pass_through()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var more = new TaskCompletionSource();
        var service = await shop.ServiceAsync(async http =>
        {
            if (http.WebSockets.IsWebSocketRequest)
            {
                await Echo.SocketAsync(http);
                return;
            }

            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: one\n\n");
            await http.Response.Body.FlushAsync();
            await more.Task;
            await http.Response.WriteAsync("data: two\n\n");
        });
        shop.Directory.Add("ollivanders", service, ("route", "/wands"));

        using var client = new HttpClient { BaseAddress = edge.Address };
        await using var stream = await client.GetStreamAsync(new Uri("/wands/stream", UriKind.Relative));
        using var reader = new StreamReader(stream);
        // The first event arrives before the second is written.
        (await reader.ReadLineAsync()).ShouldBe("data: one");
        more.SetResult();
        (await reader.ReadToEndAsync()).ShouldContain("data: two");

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{edge.Address.Authority}/wands/socket"), CancellationToken.None);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hedwig"), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("hoot hedwig");
    }

    [Fact]
    public async Task A_caller_stays_at_its_instance_where_that_is_asked_for()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        foreach (var name in new[] { "a", "b", "c" })
        {
            var answer = name;
            shop.Directory.Add(
                "ollivanders",
                await shop.ServiceAsync(http => http.Response.WriteAsync(answer)),
                ("route", "/wands"),
                ("affinity", "cookie")
            );
        }

        var first = await edge.Get("/wands");
        var cookie = first.Headers["Set-Cookie"].Split(';')[0];
        for (var i = 0; i < 20; i++)
        {
            var again = await edge.Get("/wands", ("Cookie", cookie));
            again.Text.ShouldBe(first.Text);
            again.Headers.ContainsKey("Set-Cookie").ShouldBeFalse();
        }

        (await edge.Get("/wands", ("Cookie", "leaky-ollivanders=gone"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bodies_and_rates_are_limited_at_the_edge()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var service = await shop.ServiceAsync(async http => await http.Response.WriteAsync($"{await http.Request.Body.CopyToNullAsync()}"));
        shop.Directory.Add("ollivanders", service, ("route", "/wands"));
        shop.Directory.Add("gregorovitch", service, ("route", "/large"), ("maxBodyBytes", "3000000"));
        shop.Directory.Add("kiddell", service, ("route", "/few"), ("requestsPerMinute", "2"));
        (await Post("/wands", 2_000_000)).IsProblem(413, "body_too_large");
        (await Post("/large", 2_000_000)).Text.ShouldBe("2000000");
        (await edge.Get("/few")).Status.ShouldBe(HttpStatusCode.OK);
        (await edge.Get("/few")).Status.ShouldBe(HttpStatusCode.OK);
        (await edge.Get("/few")).IsProblem(429, "rate_limited");
        (await edge.Get("/wands")).Status.ShouldBe(HttpStatusCode.OK);

        Task<Answer> Post(string path, int length) => edge.Send(HttpMethod.Post, path, r => r.Content = new ByteArrayContent(new byte[length]));
    }
}

internal static class Bodies
{
    public static async Task<long> CopyToNullAsync(this Stream body)
    {
        var buffer = new byte[16 * 1024];
        long length = 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0; )
        {
            length += read;
        }

        return length;
    }
}
