using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Split;

/// <summary>One process of a split shop.</summary>
/// <param name="Name">The module, or <c>host</c> for the one at the shop's own address.</param>
/// <param name="Modules">What it serves.</param>
/// <param name="Port">Loopback, except for the host's.</param>
internal sealed record SplitMember(string Name, IReadOnlyList<string> Modules, int Port);

/// <summary>Which module goes where.</summary>
internal sealed record SplitPlan(SplitMember Host, IReadOnlyList<SplitMember> Extracted)
{
    public const string HostName = "host";

    private const string Registry = "registry";

    public IEnumerable<SplitMember> All => [Host, .. Extracted];

    /// <summary>Finds all others, and so is the last to go.</summary>
    public SplitMember Finder => All.First(m => m.Modules.Contains(Registry, StringComparer.Ordinal));

    /// <summary>No names: every module but the registry.</summary>
    /// <exception cref="InvalidStartException">A name is no module's, or none is left for the shop's address.</exception>
    public static SplitPlan Of(IReadOnlyList<string> names, int port, IReadOnlyList<string> known)
    {
        var asked = names
            .SelectMany(n => n.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(n => n.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        string[] apart = asked.Length > 0 ? asked : [.. known.Where(m => m != Registry)];
        foreach (var name in apart)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw new InvalidStartException($"\"{name}\" is not a module. Known: {string.Join(", ", known)}.");
            }
        }

        if (apart.Length == known.Count)
        {
            throw new InvalidStartException("One module has to stay with the shop's address; without names it is the registry.");
        }

        var ports = FreePorts(apart.Length);
        return new SplitPlan(
            new SplitMember(HostName, [.. known.Except(apart, StringComparer.Ordinal)], port),
            [.. apart.Select((module, i) => new SplitMember(module, [module], ports[i]))]
        );
    }

    /// <summary>All held at once, so that no two are the same.</summary>
    private static int[] FreePorts(int count)
    {
        var held = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        Array.ForEach(held, listener => listener.Start());
        int[] ports = [.. held.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        Array.ForEach(held, listener => listener.Dispose());
        return ports;
    }

    /// <summary>What makes a member's process that member, as environment variables.</summary>
    public Dictionary<string, string?> SettingsOf(SplitMember member)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Modules__Enabled"] = string.Join(',', member.Modules),
            ["PORT"] = member.Port.ToString(CultureInfo.InvariantCulture),
            ["Host__StopWithInput"] = "true",
            ["Host__Banner"] = "false",
        };
        if (member.Name != HostName)
        {
            settings["BIND"] = "127.0.0.1";
        }

        if (member == Finder)
        {
            settings["Registry__AllowLoopback"] = "true";
        }
        else
        {
            settings["Registry__Url"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Finder.Port}");
        }

        return settings;
    }
}
