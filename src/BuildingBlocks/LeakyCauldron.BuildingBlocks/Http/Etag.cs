using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>Entity tags (RFC 9110 §8.8).</summary>
public static class Etag
{
    /// <summary>A strong tag of a version.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>A strong tag of a version and what else the representation depends on, such as the currency.</summary>
    public static string Of(long version, string variant) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{variant}\"");

    /// <summary>True if one of the header's tags is this one, or <c>*</c>.</summary>
    public static bool Matches(StringValues header, string etag, bool weak)
    {
        if (StringValues.IsNullOrEmpty(header) || !EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags))
        {
            return false;
        }

        var mine = EntityTagHeaderValue.Parse(etag);
        return tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(mine, useStrongComparison: !weak));
    }
}

/// <summary>The caller's <c>If-Match</c>, bound by parameter type.</summary>
public sealed record IfMatch(StringValues Header)
{
    /// <summary>No condition.</summary>
    public static IfMatch None { get; } = new(StringValues.Empty);

    /// <summary>Binds from the request.</summary>
    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo _) =>
        ValueTask.FromResult<IfMatch?>(new(context.Request.Headers[HeaderNames.IfMatch]));

    /// <summary>Null if there is no condition or it holds; else 412 with the present representation.</summary>
    public Error? Check(string etag, object current) =>
        StringValues.IsNullOrEmpty(Header) || Etag.Matches(Header, etag, weak: false)
            ? null
            : new Error(ErrorKind.PreconditionFailed, "precondition_failed", "It has changed since you read it.").With("current", current);
}
