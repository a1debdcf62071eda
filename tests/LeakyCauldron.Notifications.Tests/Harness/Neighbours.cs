using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Contracts;
using MediatR;
using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.Notifications.Tests.Harness;

/// <summary>What the modules next door know, as far as they are asked here.</summary>
internal sealed class Neighbours
{
    public ConcurrentDictionary<Guid, Contact> Contacts { get; } = new();

    public ConcurrentDictionary<Guid, OrderSummary> Orders { get; } = new();

    /// <summary>While set, they do not answer.</summary>
    public Error? Outage { get; set; }

    public Contact AddPerson(string name = "Luna Lovegood", string? email = null, string locale = "en-GB", bool marketing = false)
    {
        var id = Guid.CreateVersion7();
        var contact = new Contact(id, email ?? $"{id:N}@example.test", true, name, locale, marketing);
        return Contacts[id] = contact;
    }

    public OrderSummary AddOrder(Contact? buyer, string title = "Butterbeer", string number = "LC-100234", string guestEmail = "guest@example.test")
    {
        var price = new Money(1234, "GBP");
        var order = new OrderSummary(
            Guid.CreateVersion7(),
            number,
            buyer?.UserId,
            buyer?.Email ?? guestEmail,
            "A. Guest",
            "confirmed",
            [new OrderSummaryLine("BB-1", title, new Dictionary<string, string> { ["Size"] = "Large" }, 2, price, price * 2)],
            price * 2,
            new Money(100, "GBP"),
            new Money(399, "GBP"),
            new Money(461, "GBP"),
            true,
            new Money(2767, "GBP"),
            new Address("A. Guest", "4 Privet Drive", null, "Little Whinging", null, "GU21 4AA", "GB", null),
            new DateTimeOffset(2026, 3, 9, 23, 30, 0, TimeSpan.Zero)
        );
        return Orders[order.OrderId] = order;
    }
}

internal sealed class NeighbourModule(string name) : IModule
{
    public string Name => name;

    public void Configure(ModuleBuilder module) { }

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

internal sealed class GetContactHandler(Neighbours neighbours) : IRequestHandler<GetContact, Result<Contact>>
{
    public Task<Result<Contact>> Handle(GetContact request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Contact>>(
            neighbours.Outage is { } outage ? outage
            : neighbours.Contacts.TryGetValue(request.UserId, out var contact) ? contact
            : Error.NotFound("user")
        );
}

internal sealed class IssueEmailTokenHandler(Neighbours neighbours) : IRequestHandler<IssueEmailToken, Result<string>>
{
    public Task<Result<string>> Handle(IssueEmailToken request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<string>>(neighbours.Outage is { } outage ? outage : $"token+of/{request.Purpose}==");
}

internal sealed class GetOrderSummaryHandler(Neighbours neighbours) : IRequestHandler<GetOrderSummary, Result<OrderSummary>>
{
    public Task<Result<OrderSummary>> Handle(GetOrderSummary request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<OrderSummary>>(
            neighbours.Outage is { } outage ? outage
            : neighbours.Orders.TryGetValue(request.OrderId, out var order) ? order
            : Error.NotFound("order")
        );
}

internal sealed class MarketingHandler(Neighbours neighbours)
    : IRequestHandler<ListMarketingContacts, Result<IReadOnlyList<Guid>>>,
        IRequestHandler<StopMarketing, Result<Unit>>
{
    public Task<Result<IReadOnlyList<Guid>>> Handle(ListMarketingContacts request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<Guid>>>(
            neighbours
                .Contacts.Values.Where(c => c.Marketing && (request.After is null || c.UserId.CompareTo(request.After.Value) > 0))
                .Where(c => request.Locale is null || c.Locale == request.Locale)
                .Select(c => c.UserId)
                .Order()
                .Take(request.Limit)
                .ToList()
        );

    public Task<Result<Unit>> Handle(StopMarketing request, CancellationToken cancellationToken)
    {
        neighbours.Contacts[request.UserId] = neighbours.Contacts[request.UserId] with { Marketing = false };
        return Task.FromResult<Result<Unit>>(Unit.Value);
    }
}
