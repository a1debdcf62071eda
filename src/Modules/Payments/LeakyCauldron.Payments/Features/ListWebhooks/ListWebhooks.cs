using LeakyCauldron.Payments.Persistence;

namespace LeakyCauldron.Payments.Features.ListWebhooks;

internal sealed record ListWebhooks(int? Limit, string? After) : IQuery<Page<NoticeDto>>;

/// <summary>Where a page ended: newest first.</summary>
internal sealed record WebhookCursor(DateTimeOffset ReceivedAt, Guid Id);

internal sealed class ListWebhooksHandler(PaymentsDbContext db) : IRequestHandler<ListWebhooks, Result<Page<NoticeDto>>>
{
    public async Task<Result<Page<NoticeDto>>> Handle(ListWebhooks query, CancellationToken cancellationToken)
    {
        var size = PageLimit.Of(query.Limit);
        var cursor = Cursor.Decode<WebhookCursor>(query.After);
        if (size.IsError || cursor.Error is not null)
        {
            return size.Error ?? cursor.Error!;
        }

        var rest = cursor.Value is { } last
            ? db.Notices.Where(n => EF.Functions.LessThan(ValueTuple.Create(n.ReceivedAt, n.Id), ValueTuple.Create(last.ReceivedAt, last.Id)))
            : db.Notices;
        var found = await rest.AsNoTracking()
            .OrderByDescending(n => n.ReceivedAt)
            .ThenByDescending(n => n.Id)
            .Take(size.Value + 1)
            .Select(n => new NoticeDto(n.Id, n.Provider, n.EventId, n.Kind, n.PaymentKey, n.Status, n.Attempts, n.ReceivedAt, n.HandledAt))
            .ToListAsync(cancellationToken);
        var page = found.Take(size.Value).ToArray();
        var next = found.Count > page.Length ? Cursor.Encode(new WebhookCursor(page[^1].ReceivedAt, page[^1].Id)) : null;
        return new Page<NoticeDto>(page, next, await db.Notices.LongCountAsync(cancellationToken));
    }
}

internal static class ListWebhooksEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/payments/webhooks",
                async (int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListWebhooks(limit, after), ct)).ToOk()
            )
            .Describe("listPaymentWebhooks", "Payments", "What providers told, newest first, and what came of it")
            .Produces<Page<NoticeDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
