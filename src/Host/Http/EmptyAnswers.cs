using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;

namespace LeakyCauldron.Host.Http;

/// <summary>What the framework refuses with a bare status gets a problem too.</summary>
internal static class EmptyAnswers
{
    public static Task FillAsync(HttpContext http) =>
        http.Response.StatusCode switch
        {
            400 => Problems.WriteAsync(http, new Error(ErrorKind.Validation, "bad_request", "The request cannot be read.")),
            401 => Problems.WriteAsync(http, Error.Unauthorized()),
            403 => Problems.WriteAsync(http, Error.Forbidden()),
            404 => Problems.WriteAsync(http, new Error(ErrorKind.NotFound, "route_not_found", "There is nothing at this address.")),
            405 => Problems.WriteAsync(http, 405, new Error(ErrorKind.Validation, "method_not_allowed", "This address does not answer that method.")),
            413 => Problems.WriteAsync(http, new Error(ErrorKind.TooLarge, "body_too_large", "The body is larger than this call accepts.")),
            415 => Problems.WriteAsync(
                http,
                new Error(ErrorKind.UnsupportedMediaType, "unsupported_media_type", "This call does not read that media type.")
            ),
            _ => Task.CompletedTask,
        };
}
