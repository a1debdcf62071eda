using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.AddNote;

/// <param name="Text">Never shown to the shopper.</param>
internal sealed record AddNoteBody(string? Text);

internal sealed record AddNote(Guid Id, AddNoteBody Body, IfMatch IfMatch, Caller Caller) : ICommand<OrderDto>;

internal sealed class AddNoteValidator : AbstractValidator<AddNote>
{
    public AddNoteValidator() => RuleFor(c => c.Body.Text).NotEmpty().MaximumLength(2_000);
}

internal sealed class AddNoteHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<AddNote, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(AddNote command, CancellationToken cancellationToken)
    {
        var order = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (order.IsError)
        {
            return order.Error;
        }

        return order.Value.AddNote(command.Body.Text!.Trim(), clock.GetUtcNow()) is { } refusal
            ? refusal
            : OrderDto.Of(order.Value, command.Caller.Actor());
    }
}

internal static class AddNoteEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/notes",
                async (Guid id, AddNoteBody body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new AddNote(id, body, ifMatch, caller), ct)).ToCreated(o => $"/api/v1/orders/{o.Id}", o => o.EtagFor(caller))
            )
            .Describe("addOrderNote", "Orders", "Writes a note for other staff into an order's timeline")
            .Produces<OrderDto>(201)
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
