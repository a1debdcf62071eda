using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.ClaimOrder;

/// <param name="Number">The order's number.</param>
/// <param name="Email">The address that it was placed with: the caller's own, confirmed.</param>
internal sealed record ClaimOrderBody(string? Number, string? Email);

internal sealed record ClaimOrder(ClaimOrderBody Body, Caller Caller) : ICommand<OrderDto>;

internal sealed class ClaimOrderValidator : AbstractValidator<ClaimOrder>
{
    public ClaimOrderValidator()
    {
        RuleFor(c => c.Body.Number).NotEmpty().MaximumLength(20);
        RuleFor(c => c.Body.Email).NotEmpty().MaximumLength(254);
    }
}

/// <summary>Whatever is wrong, the answer is the same, so that nobody learns which orders there are.</summary>
internal sealed class ClaimOrderHandler(OrdersDbContext db, IModuleClient modules, TimeProvider clock) : IRequestHandler<ClaimOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(ClaimOrder command, CancellationToken cancellationToken)
    {
        var userId = command.Caller.UserId!.Value;
        var contact = await modules.Send(new GetContact(userId), cancellationToken);
        if (contact is { Error.Kind: ErrorKind.Unavailable })
        {
            return contact.Error;
        }

        var number = OrderNumber.Normalize(command.Body.Number!);
        var order = await db.Orders.WithParts().SingleOrDefaultAsync(o => o.Number == number && o.Listed, cancellationToken);
        if (
            contact.IsError
            || !contact.Value.EmailConfirmed
            || !IsSame(contact.Value.Email, command.Body.Email!)
            || order is null
            || !IsSame(contact.Value.Email, order.Email)
            || (order.UserId is not null && order.UserId != userId)
        )
        {
            return OrderErrors.NotFound;
        }

        if (order.UserId is null)
        {
            order.BelongTo(userId, clock.GetUtcNow());
        }

        return OrderDto.Of(order, command.Caller.Actor());
    }

    private static bool IsSame(string mail, string other) => string.Equals(mail.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}

internal static class ClaimOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/claim",
                async (ClaimOrderBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ClaimOrder(body, caller), ct)).ToOk(o => o.EtagFor(caller))
            )
            .Describe("claimOrder", "Orders", "Adds an order that was placed as a guest with the caller's mail address to their account")
            .Produces<OrderDto>()
            .ProducesProblems(401, 404, 503)
            .Idempotent()
            .RequireAuthorization(Policies.Shopper);
}
