using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry.Features.ListHistory;

internal sealed record ListHistory(int Limit) : IQuery<ItemList<HistoryDto>>;

/// <summary>A registration, or the end of one.</summary>
/// <param name="At">When, by the registry's database.</param>
/// <param name="Kind"><c>registered</c>, <c>cancelled</c> by itself or an operator, or <c>expired</c> with its lease.</param>
/// <param name="Module">The module's name, or the foreign service's application name.</param>
/// <param name="InstanceId">Of a module <c>host:module:port</c>.</param>
/// <param name="Host">The host as it registered.</param>
internal sealed record HistoryDto(DateTimeOffset At, HistoryKind Kind, string Module, string InstanceId, string Host);

internal sealed class ListHistoryHandler(RegistryDbContext db) : IRequestHandler<ListHistory, Result<ItemList<HistoryDto>>>
{
    public async Task<Result<ItemList<HistoryDto>>> Handle(ListHistory request, CancellationToken cancellationToken)
    {
        var last = await db.History.AsNoTracking().OrderByDescending(h => h.Id).Take(request.Limit).ToListAsync(cancellationToken);
        return new ItemList<HistoryDto>([.. last.Select(h => new HistoryDto(h.At, h.Kind, h.App, h.InstanceId, h.Record.HostName))]);
    }
}

internal static class ListHistoryEndpoint
{
    private const int Default = 100;
    private const int Most = 2000;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/registry/history",
                async (int? limit, IMediator mediator, CancellationToken ct) =>
                    limit is < 1 or > Most
                        ? Error.Validation("limit", $"From 1 to {Most}.").ToHttp()
                        : (await mediator.Send(new ListHistory(limit ?? Default), ct)).ToOk()
            )
            .Describe("listRegistryHistory", "Registry", "The last registrations and cancellations, the newest first")
            .Produces<ItemList<HistoryDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
