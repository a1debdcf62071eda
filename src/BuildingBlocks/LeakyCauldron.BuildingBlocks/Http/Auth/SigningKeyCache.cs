using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LeakyCauldron.BuildingBlocks.Http.Auth;

/// <summary>
/// Remembers the keys of an <see cref="ISigningKeySource"/>. The token handler asks for a refresh when no known key fits and tries once more in the same request,
/// so a new key never costs a caller a 401; forged key ids cannot make it read more often than once in <see cref="Pause"/>.
/// </summary>
internal sealed class SigningKeyCache : BaseConfigurationManager, IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly ISigningKeySource _source;
    private readonly string _issuer;
    private readonly TimeProvider _time;
    private volatile Snapshot? _snapshot;
    private volatile bool _refresh;

    public SigningKeyCache(ISigningKeySource source, string issuer, TimeProvider time)
    {
        (_source, _issuer, _time) = (source, issuer, time);
        UseLastKnownGoodConfiguration = false;
    }

    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) => await GetConfigurationAsync(cancel);

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (_snapshot is { } known && !IsStale(known))
        {
            return known.Configuration;
        }

        await _loading.WaitAsync(cancel);
        try
        {
            if (_snapshot is { } meanwhile && !IsStale(meanwhile))
            {
                return meanwhile.Configuration;
            }

            _refresh = false;
            var configuration = new OpenIdConnectConfiguration { Issuer = _issuer };
            foreach (var key in await _source.GetKeysAsync(cancel))
            {
                configuration.SigningKeys.Add(key);
            }

            _snapshot = new(configuration, _time.GetTimestamp());
            return configuration;
        }
        finally
        {
            _loading.Release();
        }
    }

    public override void RequestRefresh() => _refresh = true;

    public void Dispose() => _loading.Dispose();

    private bool IsStale(Snapshot snapshot) => _time.GetElapsedTime(snapshot.LoadedAt) is var age && (age >= Lifetime || (_refresh && age >= Pause));

    private sealed record Snapshot(OpenIdConnectConfiguration Configuration, long LoadedAt);
}
