using System.Text.Json;

namespace LeakyCauldron.Registry.Domain;

/// <summary>A status as the database and the API write it, and as the Eureka protocol does.</summary>
internal static class Statuses
{
    public static string Text(ServiceStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    public static string Eureka(ServiceStatus status) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString());

    /// <summary>Whatever is not a status is unknown, as the protocol has it.</summary>
    public static ServiceStatus Parse(string? text) =>
        Array.Find(Enum.GetValues<ServiceStatus>(), s => string.Equals(Text(s), text, StringComparison.OrdinalIgnoreCase)) is var found
        && string.Equals(Text(found), text, StringComparison.OrdinalIgnoreCase)
            ? found
            : ServiceStatus.Unknown;
}
