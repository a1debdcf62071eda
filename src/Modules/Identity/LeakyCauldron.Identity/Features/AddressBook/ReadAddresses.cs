using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.AddressBook;

internal sealed record ListAddresses(Caller Caller) : IQuery<ItemList<SavedAddressDto>>;

internal sealed record GetAddress(Guid Id, Caller Caller) : IQuery<SavedAddressDto>;

internal sealed class ReadAddressesHandler(SortingHatDbContext db)
    : IRequestHandler<ListAddresses, Result<ItemList<SavedAddressDto>>>,
        IRequestHandler<GetAddress, Result<SavedAddressDto>>
{
    public async Task<Result<ItemList<SavedAddressDto>>> Handle(ListAddresses request, CancellationToken cancellationToken) =>
        new ItemList<SavedAddressDto>(await ReadAsync(request.Caller, cancellationToken));

    public async Task<Result<SavedAddressDto>> Handle(GetAddress request, CancellationToken cancellationToken) =>
        (await ReadAsync(request.Caller, cancellationToken)).Find(a => a.Id == request.Id) is { } found ? found : Error.NotFound("address");

    /// <summary>A book is short: one statement reads it whole.</summary>
    private async Task<List<SavedAddressDto>> ReadAsync(Caller caller, CancellationToken ct)
    {
        var rows = await (
            from entry in db.Addresses.AsNoTracking()
            join profile in db.Profiles on entry.UserId equals profile.Id
            where entry.UserId == caller.UserId
            orderby entry.Id
            select new
            {
                entry,
                profile.DefaultShippingId,
                profile.DefaultBillingId,
            }
        ).ToListAsync(ct);
        return rows.ConvertAll(r => SavedAddressDto.Of(r.entry, r.DefaultShippingId, r.DefaultBillingId));
    }
}

internal static class ReadAddressesEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/me/addresses",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListAddresses(caller), ct)).ToOk()
            )
            .Describe("listAddresses", "Me", "The address book")
            .Produces<ItemList<SavedAddressDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);
        api.MapGet(
                "/me/addresses/{id:guid}",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new GetAddress(id, caller), ct)).ToOk()
            )
            .Describe("getAddress", "Me", "One address of the book")
            .Produces<SavedAddressDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
    }
}
