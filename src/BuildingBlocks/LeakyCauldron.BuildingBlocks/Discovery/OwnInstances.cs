using System.Globalization;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>What this process registers: one instance for each module it serves.</summary>
internal sealed class OwnInstances(ModuleModel model, ProcessIdentity identity, IServer server, RegistryOptions options)
{
    private Uri? _address;

    /// <summary>Known once the server listens.</summary>
    public IReadOnlyList<ServiceInstance> As(ServiceStatus status)
    {
        var address = _address ??= options.Advertise ?? Listening();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ServiceMetadata.Process] = identity.Id.ToString(),
            [ServiceMetadata.ServiceKey] = identity.PublicKey,
        };
        return
        [
            .. model.Enabled.Select(m => new ServiceInstance(
                m.Name,
                string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{m.Name}:{address.Port}"),
                address,
                status,
                metadata
            )),
        ];
    }

    /// <summary>As bound; a process that listens on every address is named by its machine.</summary>
    private Uri Listening()
    {
        var bound =
            server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The server has no address.");
        var binding = BindingAddress.Parse(bound);
        var host = binding.Host is "0.0.0.0" or "[::]" or "*" or "+" ? Environment.MachineName : binding.Host;
        return new UriBuilder(binding.Scheme, host, binding.Port).Uri;
    }
}
