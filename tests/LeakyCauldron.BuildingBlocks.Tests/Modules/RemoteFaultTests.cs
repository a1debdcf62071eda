using System.Net;
using System.Net.Sockets;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Modules.Remote;

namespace LeakyCauldron.BuildingBlocks.Tests.Modules;

/// <summary>Instances that die, hang and lie.</summary>
public sealed class RemoteFaultTests : IAsyncLifetime
{
    private const int Calls = 60;
    private readonly ListedInstances _directory = new();
    private readonly ProcessIdentity _dead = new();
    private WireHost _vault = null!;
    private WireHost _other = null!;
    private WireHost _goblin = null!;

    public async ValueTask InitializeAsync()
    {
        _vault = await WireHost.StartAsync("vault", _directory);
        _other = await WireHost.StartAsync("vault", _directory);
        _goblin = await WireHost.StartAsync("goblin", _directory, time: new StoppedClock());
        _directory.List(_vault.Instance, _goblin.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _goblin.DisposeAsync();
        await _other.DisposeAsync();
        await _vault.DisposeAsync();
        _dead.Dispose();
    }

    [Fact]
    public async Task Nobody_notices_an_instance_that_refuses_connections()
    {
        _directory.Add(WireHost.Of("vault", new Uri($"http://127.0.0.1:{FreePort.Next()}"), _dead));
        for (var i = 0; i < Calls; i++)
        {
            (await _goblin.SendAsync(new TakeCoin(i))).IsError.ShouldBeFalse();
        }

        _vault.Door.Opened.Order().ShouldBe(Enumerable.Range(0, Calls), "once each");
    }

    [Fact]
    public async Task An_instance_that_breaks_off_is_left_alone_after_three_calls()
    {
        using var broken = new TcpListener(IPAddress.Loopback, 0);
        broken.Start();
        var accepted = 0;
        var hangUp = Task.Run(
            async () =>
            {
                while (true)
                {
                    using var socket = await broken.AcceptSocketAsync(TestContext.Current.CancellationToken);
                    accepted++;
                    socket.LingerState = new LingerOption(true, 0);
                    await socket.ReceiveAsync(new byte[1024], TestContext.Current.CancellationToken);
                }
            },
            TestContext.Current.CancellationToken
        );
        _directory.Add(WireHost.Of("vault", new Uri($"http://{broken.LocalEndpoint}"), _dead));
        for (var i = 1; i <= Calls; i++)
        {
            (await _goblin.SendAsync(new LookInto(i, "alohomora"))).IsError.ShouldBeFalse();
        }

        accepted.ShouldBeInRange(1, 3);
        broken.Stop();
        await Should.ThrowAsync<Exception>(() => hangUp);
    }

    [Fact]
    public async Task What_must_not_be_sent_twice_is_not_and_says_that_nobody_knows()
    {
        _directory.Add(_other.Instance);
        _vault.Door.Behaviour = _other.Door.Behaviour = (http, _) =>
        {
            http.Abort();
            throw new OperationCanceledException();
        };
        var failure = await Should.ThrowAsync<RemoteFailureException>(() => _goblin.SendAsync(new TakeCoin(5)));
        (failure.Status, failure.Error.Code).ShouldBe((503, "module_unavailable"));
        (_vault.Door.Opened.Count + _other.Door.Opened.Count).ShouldBe(1);
    }

    [Fact]
    public async Task What_may_be_sent_twice_goes_to_another_instance()
    {
        _directory.Add(_other.Instance);
        _vault.Door.Behaviour = (http, _) =>
        {
            http.Abort();
            throw new OperationCanceledException();
        };
        for (var i = 1; i <= 20; i++)
        {
            (await _goblin.SendAsync(new LookInto(i, "alohomora"))).IsError.ShouldBeFalse();
        }

        _vault.Door.Opened.Count.ShouldBeInRange(1, 3, "until its breaker opened");
        _other.Door.Opened.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_process_that_no_longer_serves_the_module_is_passed_over()
    {
        // The copy of the registry is old: it still names a process at whose address another module is now.
        await using var moved = await WireHost.StartAsync("goblin", _directory);
        _directory.List(_goblin.Instance, WireHost.Of("vault", moved.Address, moved.Identity));
        (await _goblin.SendAsync(new TakeCoin(5))).Error!.Code.ShouldBe("module_unavailable");
        _directory.Add(_vault.Instance);
        (await _goblin.SendAsync(new TakeCoin(6))).IsError.ShouldBeFalse();
    }

    [Fact]
    public async Task Both_instances_get_their_share()
    {
        _directory.Add(_other.Instance);
        await Task.WhenAll(Enumerable.Range(1, 100).Select(i => _goblin.SendAsync(new LookInto(i, "alohomora"))));
        _vault.Door.Opened.Count.ShouldBeInRange(20, 80);
        (_vault.Door.Opened.Count + _other.Door.Opened.Count).ShouldBe(100);
    }

    /// <summary>Pauses of a breaker never end; timers run.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly DateTimeOffset _now = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
