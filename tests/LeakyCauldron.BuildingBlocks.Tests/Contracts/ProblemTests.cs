using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;

namespace LeakyCauldron.BuildingBlocks.Tests.Contracts;

public sealed class ProblemTests
{
    [Fact]
    public void Every_kind_has_one_status() =>
        Enum.GetValues<ErrorKind>().Select(Problems.StatusOf).Order().ShouldBe([400, 401, 402, 403, 404, 409, 412, 413, 415, 422, 429, 503]);
}

public sealed class ModuleClientTests
{
    [Fact]
    public async Task A_send_inside_an_open_transaction_throws()
    {
        OpenTransaction.RefuseCalls();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            OpenTransaction.RunAsync(() =>
            {
                OpenTransaction.RefuseCalls();
                return Task.FromResult(0);
            })
        );
        OpenTransaction.RefuseCalls();
    }
}
