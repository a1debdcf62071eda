using System.Text.Json;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.ListAllOrders;

internal sealed record ListAllOrders(string? Status, string? Search, int? Limit, string? After) : IQuery<Page<OrderListItem>>;

internal sealed class ListAllOrdersHandler(OrdersDbContext db) : IRequestHandler<ListAllOrders, Result<Page<OrderListItem>>>
{
    private static readonly Dictionary<string, OrderStatus> Statuses = Enum.GetValues<OrderStatus>()
        .ToDictionary(OrderErrors.Name, StringComparer.Ordinal);

    public async Task<Result<Page<OrderListItem>>> Handle(ListAllOrders query, CancellationToken cancellationToken)
    {
        IQueryable<Order> orders = db.Orders;
        if (!string.IsNullOrEmpty(query.Status))
        {
            if (!Statuses.TryGetValue(query.Status, out var status))
            {
                return Error.Validation("status", $"Must be one of {string.Join(", ", Statuses.Keys)}.");
            }

            orders = orders.Where(o => o.Status == status);
        }

        if (query.Search?.Trim() is { Length: > 0 } q)
        {
            var beginning =
                q.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("%", "\\%", StringComparison.Ordinal)
                    .Replace("_", "\\_", StringComparison.Ordinal) + "%";
            orders = orders.Where(o => EF.Functions.ILike(o.Number, beginning) || EF.Functions.ILike(o.Email, beginning));
        }

        return await OrderPages.OfAsync(orders, query.Limit, query.After, cancellationToken);
    }
}

internal static class ListAllOrdersEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/orders",
                async (string? status, string? q, int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListAllOrders(status, q, limit, after), ct)).ToOk()
            )
            .Describe("listAllOrders", "Orders", "All orders, newest first, by state and by the beginning of number or mail address")
            .Produces<Page<OrderListItem>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
