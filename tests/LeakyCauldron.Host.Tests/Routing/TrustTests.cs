using System.Net.Sockets;
using System.Text;
using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Host.Tests.Routing;

/// <summary>Who a client is, through a hop, and what no client may do to the framing of requests.</summary>
public sealed class TrustTests
{
    [Fact]
    public async Task The_owner_sees_the_clients_address_and_believes_it_from_a_process_of_the_shop_alone()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats", true, ("Proxies:Trusted", "127.0.0.1"));
        var owner = await shop.ProcessAsync("owls");
        (await edge.Get("/api/v1/owls/echo", ("X-Forwarded-For", "9.9.9.9"))).Json["client"]!.GetValue<string>().ShouldBe("9.9.9.9");

        // Straight to the owner, with everything that a stranger can write.
        foreach (var forged in new[] { "", HopTokens.Mark, $"{Guid.CreateVersion7():N}.{Guid.CreateVersion7():N}.4102444800.AAAA" })
        {
            var answer = await owner.Get("/api/v1/owls/echo", ("X-Forwarded-For", "9.9.9.9"), (HopTokens.Header, forged));
            answer.Json["client"]!.GetValue<string>().ShouldBe("127.0.0.1");
        }
    }

    [Fact]
    public async Task A_token_is_for_one_receiver_and_a_minute_and_from_a_registered_sender()
    {
        await using var shop = new Shop();
        var (one, two, three) = (await shop.ProcessAsync("hats"), await shop.ProcessAsync("owls"), await shop.ProcessAsync("owls"));
        var stranger = await shop.ProcessAsync("hats", register: false);
        var receivers = shop.Directory.Current.UpOf("owls");
        var token = Tokens(one).For(receivers[0]);
        Tokens(two).Verify(token).ShouldBeTrue();
        Tokens(three).Verify(token).ShouldBeFalse();
        Tokens(two).Verify(token[..^4] + "AAAA").ShouldBeFalse();
        Tokens(two).Verify(Tokens(stranger).For(receivers[0])).ShouldBeFalse();

        var clock = new ShiftedClock();
        var sender = one.Services.GetRequiredService<ProcessIdentity>();
        var early = new HopTokens(two.Services.GetRequiredService<ProcessIdentity>(), shop.Directory, clock);
        early.Verify(token).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(70));
        early.Verify(token).ShouldBeFalse();
        // A sender whose clock runs an hour ahead.
        var fast = new ShiftedClock();
        fast.Advance(TimeSpan.FromHours(1));
        Tokens(two).Verify(new HopTokens(sender, shop.Directory, fast).For(receivers[0])).ShouldBeFalse();
    }

    [Theory]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nContent-Length: 4, 4\r\n\r\nabcd")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1g\r\na\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n")]
    [InlineData("POST /wands HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_request_that_two_servers_could_read_differently_is_refused(string request)
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var seen = new List<string>();
        var service = await shop.ServiceAsync(async http =>
        {
            await http.Request.Body.CopyToNullAsync();
            lock (seen)
            {
                seen.Add(http.Request.Path);
            }
        });
        shop.Directory.Add("ollivanders", service, ("route", "/wands"));

        using var socket = new TcpClient();
        await socket.ConnectAsync(edge.Address.Host, edge.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request + "GET /wands/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        (await reader.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 4");
        // The connection ends with the refusal: nothing after it is read as a request.
        (await reader.ReadToEndAsync()).ShouldNotContain("HTTP/1.1 2");
        seen.ShouldBeEmpty();
    }

    private static HopTokens Tokens(Process process) => process.Services.GetRequiredService<HopTokens>();
}
