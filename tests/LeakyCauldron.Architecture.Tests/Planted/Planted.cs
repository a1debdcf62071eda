using LeakyCauldron.BuildingBlocks.Contracts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Architecture.Tests.Planted
{
    // Each type here breaks one rule on purpose; a rule that does not report it is not a rule.
    internal sealed record LossyNotification : INotification;

    internal sealed record UnnamedEvent(string AggregateId) : IIntegrationEvent;

    [Contract("orders.unsent.v1")]
    internal sealed record UnsentRequest : IQuery<int>;

    internal sealed record FloatingPrice(double Amount);

#pragma warning disable CA1852 // It is planted to be found unsealed.
    internal class OpenHandler : IRequestHandler<UnsentRequest, Result<int>>
    {
        public Task<Result<int>> Handle(UnsentRequest request, CancellationToken cancellationToken) => Task.FromResult<Result<int>>(1);
    }

    internal sealed record Unvalidated(string Text) : ICommand<int>;
}

namespace LeakyCauldron.Planted.Domain
{
    internal sealed class OrderThatKnowsItsTable
    {
        public DbSet<string>? Lines { get; set; }
    }
}

namespace LeakyCauldron.Planted.Features.First
{
    internal sealed class Shared;
}

namespace LeakyCauldron.Planted.Features.Second
{
    internal sealed class Borrower
    {
        public First.Shared? Borrowed { get; set; }
    }
}
