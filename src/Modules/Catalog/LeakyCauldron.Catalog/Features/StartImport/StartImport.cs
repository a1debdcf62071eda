using LeakyCauldron.Catalog.Importing;
using Microsoft.Extensions.Configuration;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.Catalog.Features.StartImport;

/// <summary>The number by which an import is asked for.</summary>
internal sealed record ImportStarted(Guid ImportId);

internal sealed record StartImport(Stream Body, string? ContentEncoding, string? Currency, Caller Caller) : ICommand<ImportStarted>;

internal sealed class StartImportValidator : AbstractValidator<StartImport>
{
    public StartImportValidator() => RuleFor(x => x.Currency).MaximumLength(3);
}

/// <summary>Stores the file and looks at its header; the rest is done behind the caller's back.</summary>
internal sealed class StartImportHandler(CatalogDbContext db, Spool spool, ShopCurrency shop, TimeProvider clock)
    : IRequestHandler<StartImport, Result<ImportStarted>>
{
    public async Task<Result<ImportStarted>> Handle(StartImport command, CancellationToken ct)
    {
        var currency = shop.Of(command.Currency);
        if (currency.IsError)
        {
            return currency.Error;
        }

        var id = Guid.CreateVersion7();
        var file = await spool.ReceiveAsync(command.Body, command.ContentEncoding, id, ct);
        if (file.IsError)
        {
            return file.Error;
        }

        if (await FaultOfHeaderAsync(file.Value, currency.Value, ct) is { } fault)
        {
            spool.Delete(file.Value);
            return fault;
        }

        db.Imports.Add(new Import(id, currency.Value, file.Value, command.Caller.UserId, clock.GetUtcNow()));
        return new ImportStarted(id);
    }

    private async Task<Error?> FaultOfHeaderAsync(string name, string currency, CancellationToken ct)
    {
        try
        {
            await using var file = spool.Open(name);
            return (await ProductGroups.OpenAsync(file, spool.Limits, currency, ct)).Error;
        }
        catch (CsvUnreadableException e)
        {
            return Error.Validation("body", e.Message, e.Code);
        }
    }
}

internal static class StartImportEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var most = Spool.MaxBytesOf(api.ServiceProvider.GetRequiredService<IConfiguration>());
        api.MapPost(
                "/catalog/imports",
                async (HttpRequest request, string? currency, Caller caller, IMediator mediator, ImportSignal signal, CancellationToken ct) =>
                {
                    if (Refusal(request) is { } refusal)
                    {
                        return refusal.ToHttp();
                    }

                    var encoding = request.Headers.ContentEncoding.Count == 0 ? null : request.Headers.ContentEncoding.ToString().ToLowerInvariant();
                    var result = await mediator.Send(new StartImport(request.Body, encoding, currency, caller), ct);
                    signal.Set();
                    return result.ToAccepted(started => $"/api/v1/catalog/imports/{started.ImportId}");
                }
            )
            .Describe("startImport", "Catalog", "Imports a Shopify product CSV; prices are in the shop's currency unless another is named")
            .Accepts<string>("text/csv")
            .BodyLimit(most)
            .Produces<ImportStarted>(StatusCodes.Status202Accepted)
            .ProducesProblems(400, 401, 403, 413, 415)
            .RequireAuthorization(Policies.Staff);
    }

    private static Error? Refusal(HttpRequest request)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        if (type is null || !type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return new Error(ErrorKind.UnsupportedMediaType, "unsupported_media_type", "Send text/csv.");
        }

        if (type.Charset.HasValue && !type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return new Error(ErrorKind.UnsupportedMediaType, "unsupported_charset", "Send UTF-8.");
        }

        return request.Headers.ContentEncoding.ToString().ToLowerInvariant() is "" or "gzip" or "identity"
            ? null
            : new Error(ErrorKind.UnsupportedMediaType, "unsupported_content_encoding", "Send it plain or packed with gzip.");
    }
}
