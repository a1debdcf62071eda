using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Checkouts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Orders.Features.PlaceOrder;

/// <param name="CartId">The cart's key.</param>
/// <param name="Email">Needed of guests; a signed-in shopper's own unless given.</param>
/// <param name="ShippingAddress">In place of the cart's.</param>
/// <param name="BillingAddress">In place of the cart's.</param>
/// <param name="ShippingMethod">Code, in place of the cart's.</param>
/// <param name="ExpectedTotal">What the shopper was shown; another total is refused.</param>
internal sealed record PlaceOrderBody(
    Guid CartId,
    string? Email,
    AddressBody? ShippingAddress,
    AddressBody? BillingAddress,
    string? ShippingMethod,
    Money? ExpectedTotal,
    PaymentBody Payment
);

/// <param name="Method">One of <c>GET /payments/methods</c>.</param>
/// <param name="Token">What the provider gave in place of a card.</param>
internal sealed record PaymentBody(string? Method, string? Token);

internal sealed record PlaceOrder(PlaceOrderBody Body, Caller Caller) : ICommand<OrderDto>
{
    /// <summary>Stands in for the key where there is none, so that a handler that is run again finds its own checkout.</summary>
    public Guid Attempt { get; } = Guid.CreateVersion7();
}

internal sealed class PlaceOrderHandler(OrdersDbContext db, CheckoutRunner runner, IModuleClient modules, OrdersOptions options, TimeProvider clock)
    : IRequestHandler<PlaceOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(PlaceOrder command, CancellationToken cancellationToken)
    {
        var caller = CheckoutKey.CallerOf(command);
        var key = IdempotencyScope.Current?.Key ?? command.Attempt.ToString();
        var fingerprint = CheckoutKey.FingerprintOf(command.Body);
        var checkout = await FindAsync(caller, key, cancellationToken);
        if (checkout is not null && !checkout.Fingerprint.AsSpan().SequenceEqual(fingerprint))
        {
            return OrderErrors.KeyReused;
        }

        var mine = checkout is null;
        if (checkout is null)
        {
            var request = await CheckAsync(command, cancellationToken);
            if (request.IsError)
            {
                return request.Error;
            }

            checkout = new Checkout(request.Value, caller, key, fingerprint, options.PaymentTime, clock.GetUtcNow());
            db.Add(checkout);
            await db.SaveChangesAsync(cancellationToken);
        }

        return await AnswerAsync(await runner.RunAsync(checkout.OrderId, mine, cancellationToken), command.Caller, cancellationToken);
    }

    private async Task<Checkout?> FindAsync(string caller, string key, CancellationToken ct)
    {
        var known = await db.Checkouts.SingleOrDefaultAsync(c => c.Caller == caller && c.Key == key, ct);
        if (known is null || known.CreatedAt > clock.GetUtcNow() - CheckoutKey.Remembered)
        {
            return known;
        }

        known.ForgetKey();
        return null;
    }

    /// <summary>What can be refused before anything is claimed.</summary>
    private async Task<Result<CheckoutRequest>> CheckAsync(PlaceOrder command, CancellationToken ct)
    {
        var body = command.Body;
        var method = await modules.Send(new CheckPaymentMethod(body.Payment.Method!, body.Payment.Token), ct);
        if (method.IsError)
        {
            return method.Error;
        }

        var email = body.Email?.Trim();
        if (string.IsNullOrEmpty(email))
        {
            if (command.Caller.UserId is not { } userId)
            {
                return OrderErrors.EmailRequired;
            }

            var contact = await modules.Send(new GetContact(userId), ct);
            if (contact.IsError)
            {
                return contact.Error;
            }

            email = contact.Value.Email;
        }

        return new CheckoutRequest(
            body.CartId,
            command.Caller.UserId,
            email,
            body.ShippingAddress?.ToAddress(),
            body.BillingAddress?.ToAddress(),
            body.ShippingMethod,
            body.ExpectedTotal,
            body.Payment.Method!,
            body.Payment.Token
        );
    }

    private async Task<Result<OrderDto>> AnswerAsync(Checkout? checkout, Caller caller, CancellationToken ct)
    {
        if (checkout is null)
        {
            return OrderErrors.InProgress;
        }

        if (checkout.Refusal is { } refusal)
        {
            // A refusal would undo what the unit of work has not saved yet.
            await db.SaveChangesAsync(ct);
            return refusal;
        }

        var order =
            db.Orders.Local.FirstOrDefault(o => o.Id == checkout.OrderId)
            ?? await db.Orders.WithParts().SingleAsync(o => o.Id == checkout.OrderId, ct);
        return OrderDto.Of(order, caller.Actor());
    }
}

internal static class PlaceOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders",
                async (PlaceOrderBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new PlaceOrder(body, caller), ct)).ToCreated(o => $"/api/v1/orders/{o.Id}", o => o.EtagFor(caller))
            )
            .Describe("placeOrder", "Orders", "Makes a cart an order and takes the money for it")
            .Produces<OrderDto>(201)
            .ProducesProblems(402, 404, 503)
            .Idempotent(required: true)
            .AllowAnonymous();
}
