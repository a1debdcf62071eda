using System.Text.Json.Serialization;

namespace LeakyCauldron.Cart.Features.EditCartNotes;

/// <summary>A JSON merge patch (RFC 7396): what is left out stays, null clears.</summary>
internal sealed record EditCartNotesBody
{
    /// <summary>For the shop.</summary>
    public string? Note
    {
        get;
        init => (field, HasNote) = (value, true);
    }

    /// <summary>For whoever unpacks it.</summary>
    public string? GiftMessage
    {
        get;
        init => (field, HasGiftMessage) = (value, true);
    }

    [JsonIgnore]
    public bool HasNote { get; private set; }

    [JsonIgnore]
    public bool HasGiftMessage { get; private set; }
}

internal sealed record EditCartNotes(CartTarget Target, EditCartNotesBody Body) : ICommand<CartDto>;

internal sealed class EditCartNotesValidator : AbstractValidator<EditCartNotes>
{
    public EditCartNotesValidator()
    {
        RuleFor(c => c.Body.Note).Lines(2000);
        RuleFor(c => c.Body.GiftMessage).Lines(500);
    }
}

internal sealed class EditCartNotesHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<EditCartNotes, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(EditCartNotes request, CancellationToken cancellationToken)
    {
        var body = request.Body;
        return writes.ApplyAsync(
            request.Target,
            new(
                (cart, _) =>
                {
                    cart.Write(body.HasNote ? body.Note : cart.Note, body.HasGiftMessage ? body.GiftMessage : cart.GiftMessage, clock.Now());
                    return null;
                }
            ),
            cancellationToken
        );
    }
}

internal static class EditCartNotesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPatch(
                "/carts/{id:guid}",
                async ([AsParameters] CartTarget target, EditCartNotesBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new EditCartNotes(target, body), ct)).ToOk(CartEtag.Of)
            )
            .Accepts<EditCartNotesBody>("application/merge-patch+json", "application/json")
            .Describe("editCart", "Cart", "Sets or clears note and gift message")
            .IsCartWrite();
}
