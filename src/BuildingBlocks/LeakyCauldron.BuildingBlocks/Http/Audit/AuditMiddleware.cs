using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.BuildingBlocks.Http.Audit;

/// <summary>
/// Writes down every unsafe call of somebody with a staff role, whichever endpoint it reaches: no endpoint has to ask for it, so none can forget. What concerns the caller's own
/// account alone is theirs and left out. A write that cannot be written down is not made.
/// </summary>
public sealed class AuditMiddleware(RequestDelegate next, AuditLog log, TimeProvider time)
{
    private const int LongestRequest = 16 * 1024;

    /// <summary>Runs after authorization.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        var caller = Caller.Of(http.User);
        if (!caller.IsStaff || IsSafe(http.Request.Method) || http.GetEndpoint() is not RouteEndpoint endpoint || IsOwnAccount(http.Request.Path))
        {
            await next(http);
            return;
        }

        var entry = new AuditEntry(
            Guid.CreateVersion7(time.GetUtcNow()),
            time.GetUtcNow(),
            caller.UserId,
            caller.ClientId,
            endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText ?? "",
            endpoint.Metadata.GetMetadata<ModuleMetadata>()?.Module ?? "host",
            http.Request.Method,
            http.Request.Path,
            null,
            Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
            await ReadAsync(http.Request, http.RequestAborted),
            []
        );
        await log.BeginAsync(entry, http.RequestAborted);
        await RunAsync(http, entry.Id);
    }

    private async Task RunAsync(HttpContext http, Guid id)
    {
        var scope = new AuditScope();
        AuditScope.Current = scope;
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(http);
            status = http.Response.StatusCode;
        }
        finally
        {
            AuditScope.Current = null;
            // The caller may have hung up; the write is made all the same.
            await log.CompleteAsync(id, status, status < StatusCodes.Status400BadRequest ? scope.Changes : [], CancellationToken.None);
        }
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsOwnAccount(PathString path) => path.StartsWithSegments("/api/v1/me") || path.StartsWithSegments("/connect");

    private static async Task<JsonNode?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
        {
            return null;
        }

        request.EnableBuffering();
        var buffer = new byte[LongestRequest + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        request.Body.Position = 0;
        if (length is 0 or > LongestRequest)
        {
            return null;
        }

        try
        {
            return AuditRedaction.Clean(JsonNode.Parse(buffer.AsSpan(0, length)));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // The endpoint says what is wrong with it.
            return null;
        }
    }
}
