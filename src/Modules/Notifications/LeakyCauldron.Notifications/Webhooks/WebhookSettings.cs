using System.Net;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>How other programs are told.</summary>
/// <param name="AllowedNetworks">Networks that are not public and may be called all the same: none, unless the operator names them.</param>
internal sealed record WebhookSettings(IReadOnlyList<IPNetwork> AllowedNetworks)
{
    public int Senders { get; init; } = 4;

    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after the first failure; it grows fourfold with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromHours(6);

    /// <summary>A receiver that takes nothing for so long is switched off.</summary>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <exception cref="InvalidStartException">A network that is none.</exception>
    public static WebhookSettings Read(IConfiguration configuration)
    {
        var networks = new List<IPNetwork>();
        foreach (
            var text in (configuration["Webhooks:AllowedNetworks"] ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            networks.Add(
                IPNetwork.TryParse(text, out var network)
                    ? network
                    : throw new InvalidStartException($"Webhooks__AllowedNetworks names \"{text}\", which is not a network such as 10.0.0.0/8.")
            );
        }

        return new WebhookSettings(networks);
    }
}
