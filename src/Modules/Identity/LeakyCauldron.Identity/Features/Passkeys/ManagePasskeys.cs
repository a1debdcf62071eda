using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Identity.Features.Passkeys;

internal sealed record ListPasskeys(Caller Caller) : IQuery<ItemList<PasskeyDto>>;

internal sealed record RemovePasskey(string Id, Caller Caller) : ICommand;

internal sealed class RemovePasskeyValidator : AbstractValidator<RemovePasskey>
{
    private const int Longest = 1400;

    public RemovePasskeyValidator() => RuleFor(x => x.Id).MaximumLength(Longest);
}

internal sealed class ManagePasskeysHandler(SortingHatDbContext db, StepUp stepUp)
    : IRequestHandler<ListPasskeys, Result<ItemList<PasskeyDto>>>,
        IRequestHandler<RemovePasskey, Result<Unit>>
{
    public async Task<Result<ItemList<PasskeyDto>>> Handle(ListPasskeys request, CancellationToken cancellationToken)
    {
        var passkeys = await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == request.Caller.UserId).ToListAsync(cancellationToken);
        return new ItemList<PasskeyDto>([.. passkeys.Select(PasskeyDto.Of).OrderBy(p => p.CreatedAt)]);
    }

    public async Task<Result<Unit>> Handle(RemovePasskey request, CancellationToken cancellationToken)
    {
        if (await stepUp.CheckAsync(request.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var id = Decode(request.Id);
        var removed = await db
            .UserPasskeys.Where(p => p.CredentialId == id && p.UserId == request.Caller.UserId)
            .ExecuteDeleteAsync(cancellationToken);
        return removed == 1 ? Unit.Value : Error.NotFound("passkey");
    }

    private static byte[] Decode(string id)
    {
        try
        {
            return WebEncoders.Base64UrlDecode(id);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}

internal static class ManagePasskeysEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/me/passkeys",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListPasskeys(caller), ct)).ToOk()
            )
            .Describe("listPasskeys", "Me", "The person's passkeys")
            .Produces<ItemList<PasskeyDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);
        api.MapDelete(
                "/me/passkeys/{id}",
                async (string id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RemovePasskey(id, caller), ct)).ToNoContent()
            )
            .Describe("removePasskey", "Me", "Removes a passkey; needs a recent sign-in")
            .Produces(204)
            .ProducesProblems(400, 401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
    }
}
