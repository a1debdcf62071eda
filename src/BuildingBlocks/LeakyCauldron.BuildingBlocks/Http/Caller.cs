using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>Who asks: a person, a machine, or nobody. Bound by parameter type; commands carry it, so that handlers know nothing of HTTP.</summary>
public sealed record Caller(Guid? UserId, IReadOnlyList<string> Roles, string? ClientId, string? SessionId)
{
    /// <summary>Nobody.</summary>
    public static Caller Anonymous { get; } = new(null, [], null, null);

    /// <summary>True for a signed-in person.</summary>
    public bool IsPerson => UserId is not null;

    /// <summary>Staff or admin.</summary>
    public bool IsStaff => Roles.Contains("staff", StringComparer.Ordinal) || IsAdmin;

    /// <summary>Admin.</summary>
    public bool IsAdmin => Roles.Contains("admin", StringComparer.Ordinal);

    /// <summary>Binds from the request.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo _) => ValueTask.FromResult<Caller?>(Of(context.User));

    /// <summary>Reads the access token's claims.</summary>
    public static Caller Of(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated != true
            ? Anonymous
            : new(
                Guid.TryParse(user.FindFirstValue("sub"), out var id) ? id : null,
                [.. user.FindAll("role").Select(c => c.Value)],
                user.FindFirstValue("client_id"),
                user.FindFirstValue("sid")
            );
}

/// <summary>Names of the authorization policies.</summary>
public static class Policies
{
    /// <summary>A signed-in person.</summary>
    public const string Shopper = "shopper";

    /// <summary>Staff or admin.</summary>
    public const string Staff = "staff";

    /// <summary>Admin.</summary>
    public const string Admin = "admin";
}
