using System.Net.Http.Json;
using LeakyCauldron.BuildingBlocks.Http;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>Registers at <c>Registry:Url</c>: all modules of the process in one request, which is the renewal too.</summary>
internal sealed class RemoteRegistry(RegistryConnection connection, ProcessIdentity identity) : IRegistrar
{
    public Task RenewAsync(IReadOnlyList<ServiceInstance> own, CancellationToken ct) =>
        SendAsync(HttpMethod.Put, () => JsonContent.Create(new ProcessRegistration(own), options: Json.Wire), ct);

    public Task RemoveAsync(IReadOnlyList<ServiceInstance> own, CancellationToken ct) => SendAsync(HttpMethod.Delete, () => null, ct);

    private async Task SendAsync(HttpMethod method, Func<HttpContent?> content, CancellationToken ct)
    {
        using var response = await connection.SendAsync(
            registry => new HttpRequestMessage(method, new Uri(registry, $"processes/{identity.Id}")) { Content = content() },
            ct
        );
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the registry answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}");
        }
    }
}
