using LeakyCauldron.Orders.Domain;

namespace LeakyCauldron.Orders.Features;

/// <summary>Where a page ended: newest first.</summary>
internal sealed record OrderCursor(DateTimeOffset PlacedAt, Guid Id);

internal static class OrderPages
{
    /// <summary>A page of orders, newest first.</summary>
    public static async Task<Result<Page<OrderListItem>>> OfAsync(IQueryable<Order> orders, int? limit, string? after, CancellationToken ct)
    {
        var size = PageLimit.Of(limit);
        var cursor = Cursor.Decode<OrderCursor>(after);
        if (size.IsError || cursor.Error is not null)
        {
            return size.Error ?? cursor.Error!;
        }

        var rest = cursor.Value is { } last
            ? orders.Where(o => EF.Functions.LessThan(ValueTuple.Create(o.PlacedAt, o.Id), ValueTuple.Create(last.PlacedAt, last.Id)))
            : orders;
        var found = await rest.AsNoTracking()
            .Include(o => o.Lines)
            .OrderByDescending(o => o.PlacedAt)
            .ThenByDescending(o => o.Id)
            .Take(size.Value + 1)
            .ToListAsync(ct);
        var page = found.Take(size.Value).ToArray();
        var next = found.Count > page.Length ? Cursor.Encode(new OrderCursor(page[^1].PlacedAt, page[^1].Id)) : null;
        return new Page<OrderListItem>([.. page.Select(OrderListItem.Of)], next, await orders.LongCountAsync(ct));
    }
}
