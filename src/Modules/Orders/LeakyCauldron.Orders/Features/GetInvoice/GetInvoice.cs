using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Invoices;
using LeakyCauldron.Orders.Persistence;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.Orders.Features.GetInvoice;

internal sealed record GetInvoice(Guid Id, Caller Caller) : IQuery<InvoiceFile>;

internal sealed record InvoiceFile(string Number, string Etag, byte[] Pdf);

internal sealed class GetInvoiceHandler(OrdersDbContext db) : IRequestHandler<GetInvoice, Result<InvoiceFile>>
{
    public async Task<Result<InvoiceFile>> Handle(GetInvoice query, CancellationToken cancellationToken)
    {
        var order = await db.Orders.AsNoTracking().WithParts().SingleOrDefaultAsync(o => o.Id == query.Id, cancellationToken);
        if (order is null || !order.IsVisibleTo(query.Caller))
        {
            return OrderErrors.NotFound;
        }

        return order.Refuse(OrderAction.Invoice, query.Caller.Actor()) is { } refusal
            ? refusal
            : new InvoiceFile(order.Number, Etag.Of(order.Version, "invoice"), Invoice.Of(order));
    }
}

internal static class GetInvoiceEndpoint
{
    private const string Pdf = "application/pdf";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/orders/{id:guid}/invoice.pdf",
                async (Guid id, Caller caller, HttpResponse response, IMediator mediator, CancellationToken ct) =>
                {
                    var invoice = await mediator.Send(new GetInvoice(id, caller), ct);
                    if (invoice.IsError)
                    {
                        return invoice.Error.ToHttp();
                    }

                    response.Headers.CacheControl = "private, no-cache";
                    var (number, etag, bytes) = invoice.Value;
                    return TypedResults.Bytes(bytes, Pdf, $"{number}.pdf", entityTag: EntityTagHeaderValue.Parse(etag));
                }
            )
            .Describe("getInvoice", "Orders", "The invoice of a paid order, for its owner and staff")
            .Produces<string>(StatusCodes.Status200OK, Pdf)
            .Produces(304)
            .ProducesProblems(401, 404, 409)
            .RequireAuthorization(Policies.Shopper);
}
