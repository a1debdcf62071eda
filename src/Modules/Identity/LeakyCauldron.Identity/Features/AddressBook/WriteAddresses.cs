using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.AddressBook;

internal sealed record AddAddress(Caller Caller, AddressInput Body) : ICommand<SavedAddressDto>;

internal sealed record ReplaceAddress(Guid Id, Caller Caller, AddressInput Body) : ICommand<SavedAddressDto>;

internal sealed record RemoveAddress(Guid Id, Caller Caller) : ICommand;

internal sealed class AddAddressValidator : AbstractValidator<AddAddress>
{
    public AddAddressValidator() => RuleFor(x => x.Body).SetValidator(new AddressInputValidator());
}

internal sealed class ReplaceAddressValidator : AbstractValidator<ReplaceAddress>
{
    public ReplaceAddressValidator() => RuleFor(x => x.Body).SetValidator(new AddressInputValidator());
}

internal sealed class WriteAddressesHandler(SortingHatDbContext db, TimeProvider time)
    : IRequestHandler<AddAddress, Result<SavedAddressDto>>,
        IRequestHandler<ReplaceAddress, Result<SavedAddressDto>>,
        IRequestHandler<RemoveAddress, Result<Unit>>
{
    public async Task<Result<SavedAddressDto>> Handle(AddAddress request, CancellationToken cancellationToken)
    {
        if (await LoadAsync(request.Caller, cancellationToken) is not { } profile)
        {
            return Error.NotFound("user");
        }

        var (body, now) = (request.Body, time.GetUtcNow());
        var added = profile.AddAddress(body.ToAddress(), body.DefaultShipping, body.DefaultBilling, now);
        return added.IsError ? added.Error : SavedAddressDto.Of(added.Value, profile);
    }

    public async Task<Result<SavedAddressDto>> Handle(ReplaceAddress request, CancellationToken cancellationToken)
    {
        var profile = await LoadAsync(request.Caller, cancellationToken);
        if (profile?.Addresses.FirstOrDefault(a => a.Id == request.Id) is not { } entry)
        {
            return Error.NotFound("address");
        }

        profile.ChangeAddress(entry, request.Body.ToAddress(), request.Body.DefaultShipping, request.Body.DefaultBilling);
        return SavedAddressDto.Of(entry, profile);
    }

    public async Task<Result<Unit>> Handle(RemoveAddress request, CancellationToken cancellationToken)
    {
        var profile = await LoadAsync(request.Caller, cancellationToken);
        if (profile?.Addresses.FirstOrDefault(a => a.Id == request.Id) is not { } entry)
        {
            return Error.NotFound("address");
        }

        profile.RemoveAddress(entry);
        return Unit.Value;
    }

    private Task<Profile?> LoadAsync(Caller caller, CancellationToken ct) =>
        db.Profiles.Include(p => p.Addresses).FirstOrDefaultAsync(p => p.Id == caller.UserId, ct);
}

internal static class WriteAddressesEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/me/addresses", AddAsync)
            .Describe("addAddress", "Me", "Adds an address to the book")
            .Produces<SavedAddressDto>(201)
            .ProducesProblems(400, 401, 403, 404, 409)
            .Idempotent()
            .RequireAuthorization(Policies.Shopper);
        api.MapPut("/me/addresses/{id:guid}", ReplaceAsync)
            .Describe("replaceAddress", "Me", "Replaces an address of the book")
            .Produces<SavedAddressDto>()
            .ProducesProblems(400, 401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
        api.MapDelete("/me/addresses/{id:guid}", RemoveAsync)
            .Describe("removeAddress", "Me", "Removes an address from the book")
            .Produces(204)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
    }

    private static async Task<IResult> AddAsync(AddressInput body, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new AddAddress(caller, body), ct)).ToCreated(a => $"/api/v1/me/addresses/{a.Id}");

    private static async Task<IResult> ReplaceAsync(Guid id, AddressInput body, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ReplaceAddress(id, caller, body), ct)).ToOk();

    private static async Task<IResult> RemoveAsync(Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RemoveAddress(id, caller), ct)).ToNoContent();
}
