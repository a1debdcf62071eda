namespace LeakyCauldron.Catalog.Features.GetImport;

/// <summary>How far an import has come; all counts are products. <c>errors</c> holds the first 1000.</summary>
internal sealed record ImportDto(
    Guid ImportId,
    ImportStatus Status,
    string Currency,
    int Processed,
    int Total,
    int Created,
    int Updated,
    int Unchanged,
    int Failed,
    string? Code,
    IReadOnlyList<ImportErrorDto> Errors,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt
);

/// <summary>Something wrong with a line; <c>field</c> is the column's name.</summary>
internal sealed record ImportErrorDto(long Line, string? Field, string Code, string Message);

internal sealed record GetImport(Guid Id) : IQuery<ImportDto>;

internal sealed class GetImportHandler(CatalogDbContext db) : IRequestHandler<GetImport, Result<ImportDto>>
{
    public async Task<Result<ImportDto>> Handle(GetImport query, CancellationToken ct)
    {
        if (await db.Imports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == query.Id, ct) is not { } import)
        {
            return Error.NotFound("import");
        }

        var errors = await db.ImportErrors.AsNoTracking().Where(e => e.ImportId == query.Id).OrderBy(e => e.Number).ToListAsync(ct);
        return new ImportDto(
            import.Id,
            import.Status,
            import.Currency,
            import.Processed,
            import.Total,
            import.Created,
            import.Updated,
            import.Unchanged,
            import.Failed,
            import.ErrorCode,
            [.. errors.Select(e => new ImportErrorDto(e.Line, e.Field, e.Code, e.Message))],
            import.CreatedAt,
            import.FinishedAt
        );
    }
}

internal static class GetImportEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/imports/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetImport(id), ct)).ToOk()
            )
            .Describe("getImport", "Catalog", "Progress and errors of an import")
            .Produces<ImportDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
