using System.Diagnostics;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules.Remote;

namespace LeakyCauldron.BuildingBlocks.Tests.Modules;

/// <summary>A contract request between two processes is the same as within one.</summary>
public sealed class RemoteCallTests : IAsyncLifetime
{
    private readonly ListedInstances _directory = new();
    private WireHost _vault = null!;
    private WireHost _goblin = null!;

    public async ValueTask InitializeAsync()
    {
        _vault = await WireHost.StartAsync("vault", _directory);
        _goblin = await WireHost.StartAsync("goblin", _directory);
        _directory.List(_vault.Instance, _goblin.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _goblin.DisposeAsync();
        await _vault.DisposeAsync();
    }

    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    [Fact]
    public async Task The_value_the_person_and_the_trace_arrive()
    {
        var person = new Caller(Guid.CreateVersion7(), ["staff", "admin"], null, null);
        using var activity = new Activity("test").Start();
        var found = (await _goblin.SendAsync(new LookInto(5, "alohomora"), person)).Value!;
        found.Worth.ShouldBe(new Money(1250, "GBP"));
        found.For.ShouldBe(person.UserId);
        found.Roles.ShouldBe(person.Roles);
        found.Trace.ShouldBe(activity.TraceId.ToHexString());
        (await _goblin.SendAsync(new LookInto(5, "alohomora"))).Value!.For.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_refusal_is_the_local_one(ErrorKind kind)
    {
        var refusal = new Error(kind, "vault_says_no", "The goblin shakes his head.")
        {
            Fields = new Dictionary<string, string[]> { ["key.bits"] = ["Too rusty.", "Too short."] },
            RetryAfterSeconds = 7,
        }
            .With("available", 3)
            .With("expected", new Money(5, "EUR"))
            .With("current", null);
        _vault.Door.Behaviour = (_, _) => Task.FromResult<Result<VaultContent>?>(refusal);
        await SameFarAndNearAsync(new LookInto(5, "alohomora"));
        await SameFarAndNearAsync(new TakeCoin(5));
    }

    [Fact]
    public async Task What_the_validator_says_is_the_local_refusal()
    {
        await SameFarAndNearAsync(new LookInto(0, "more than ten letters"));
        (await _goblin.SendAsync(new LookInto(0, ""))).Error!.Fields!.Keys.Order().ShouldBe(["number", "password"]);
    }

    [Fact]
    public async Task An_exception_in_the_owner_is_one_in_the_caller()
    {
        _vault.Door.Behaviour = (_, _) => throw new InvalidOperationException("The dragon is loose.");
        (await Should.ThrowAsync<RemoteFailureException>(() => _goblin.SendAsync(new LookInto(5, "alohomora")))).Status.ShouldBe(500);
        _vault.Door.Opened.Count.ShouldBe(1, "a bug is not sent again");
    }

    [Fact]
    public async Task An_owner_that_nobody_knows_is_unavailable()
    {
        _directory.List(_goblin.Instance);
        var error = (await _goblin.SendAsync(new LookInto(5, "alohomora"))).Error!;
        (error.Kind, error.Code).ShouldBe((ErrorKind.Unavailable, "module_unavailable"));
        _directory.List(_goblin.Instance, _vault.Instance with { Status = ServiceStatus.OutOfService });
        (await _goblin.SendAsync(new LookInto(5, "alohomora"))).Error!.Code.ShouldBe("module_unavailable");
    }

    [Fact]
    public async Task A_process_that_has_just_registered_is_not_turned_away()
    {
        var other = new ListedInstances();
        await using var newcomer = await WireHost.StartAsync("goblin", other);
        other.List(_vault.Instance, newcomer.Instance);
        var call = newcomer.SendAsync(new TakeCoin(5));
        _vault.Door.Opened.ShouldBeEmpty();
        _directory.Add(newcomer.Instance);
        (await call).IsError.ShouldBeFalse();
        _vault.Door.Opened.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Work_that_nobody_waits_for_any_more_is_cancelled()
    {
        await using var hasty = await WireHost.StartAsync(
            "goblin",
            _directory,
            new() { ["Modules:Calls:Timeout"] = "00:00:00.3", ["Modules:Calls:AttemptTimeout"] = "00:00:00.3" }
        );
        _directory.Add(hasty.Instance);
        var cancelled = new TaskCompletionSource();
        _vault.Door.Behaviour = async (http, ct) =>
        {
            http.RequestAborted = CancellationToken.None;
            await using var _ = ct.Register(cancelled.SetResult);
            await cancelled.Task;
            throw new OperationCanceledException(ct);
        };
        (await hasty.SendAsync(new LookInto(5, "alohomora"))).Error!.Code.ShouldBe("module_unavailable");
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        await using var frugal = await WireHost.StartAsync("goblin", _directory, new() { ["Modules:Calls:LargestAnswer"] = "50000" });
        _directory.Add(frugal.Instance);
        (await frugal.SendAsync(new LookInto(5, "alohomora"))).IsError.ShouldBeFalse();
        await Should.ThrowAsync<RemoteFailureException>(() => frugal.SendAsync(new LookInto(713, "alohomora")));
    }

    private async Task SameFarAndNearAsync(IModuleRequest<VaultContent> request)
    {
        var far = (await _goblin.SendAsync(request)).Error;
        var near = (await _vault.SendAsync(request)).Error;
        far.ShouldNotBeNull();
        JsonSerializer.Serialize(far, Json.Wire).ShouldBe(JsonSerializer.Serialize(near, Json.Wire));
    }
}
