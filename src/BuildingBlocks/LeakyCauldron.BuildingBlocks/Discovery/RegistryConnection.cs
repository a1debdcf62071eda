using System.Net.Http.Headers;
using System.Text;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>Requests to the registry and, if it does not answer, to its next peer.</summary>
internal sealed class RegistryConnection : IDisposable
{
    private readonly HttpClient _http;
    private readonly IReadOnlyList<Uri> _addresses;
    private int _current;

    public RegistryConnection(RegistryOptions options)
    {
        _addresses = RegistryOptions.Addresses(options.Url, "Registry__Url");
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                ConnectTimeout = TimeSpan.FromSeconds(2),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 * 1024 * 1024,
        };
        _http.DefaultRequestHeaders.Authorization = Credentials(options);
    }

    public static AuthenticationHeaderValue? Credentials(RegistryOptions options) =>
        options.OwnPassword is { } password
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{password}")))
            : null;

    /// <summary>The first answer that is not a failure of the server.</summary>
    /// <exception cref="HttpRequestException">None of the registries took the request.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> request, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var at = _current;
            try
            {
                using var message = request(_addresses[at]);
                var response = await _http.SendAsync(message, ct);
                if ((int)response.StatusCode < 500)
                {
                    return response;
                }

                using (response)
                {
                    throw new HttpRequestException($"{_addresses[at].Authority} answers {(int)response.StatusCode}.");
                }
            }
            catch (HttpRequestException) when (attempt < _addresses.Count)
            {
                Interlocked.CompareExchange(ref _current, (at + 1) % _addresses.Count, at);
            }
            catch (Exception) when (_addresses.Count > 1)
            {
                // Silence is an answer too: the next request goes to the next one.
                Interlocked.CompareExchange(ref _current, (at + 1) % _addresses.Count, at);
                throw;
            }
        }
    }

    public void Dispose() => _http.Dispose();
}
