using System.Collections.Concurrent;
using System.Security.Cryptography;
using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>What a service token turned out to be.</summary>
internal enum ServiceTokenVerdict
{
    Good,

    /// <summary>Not one of ours, not for this module, too old, or altered.</summary>
    Bad,

    /// <summary>No module is registered with this process and key, or the news has not come here yet.</summary>
    Unknown,
}

/// <summary>
/// Trusts whoever the registry knows: a token is good if the key that a module's instance registered signed it. With the registration goes the trust, at once.
/// </summary>
internal sealed class ServiceTokenCheck(IServiceProvider services, ModuleModel model, TimeProvider time)
{
    private const int LongestToken = 2048;
    private const int MostRemembered = 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private readonly IServiceDirectory? _directory = (IServiceDirectory?)services.GetService(typeof(IServiceDirectory));
    private readonly ConcurrentDictionary<(string Token, string Module), Accepted> _accepted = new();
    private volatile KnownKeys _keys = new(null, new Dictionary<string, string[]>(StringComparer.Ordinal));

    public async ValueTask<ServiceTokenVerdict> CheckAsync(string? authorization, string module)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal) || authorization.Length > LongestToken)
        {
            return ServiceTokenVerdict.Bad;
        }

        var token = authorization["Bearer ".Length..];
        var keys = Keys();
        if (_accepted.TryGetValue((token, module), out var accepted))
        {
            // A signature does not change; what it is worth does.
            return time.GetUtcNow() >= accepted.Ends ? ServiceTokenVerdict.Bad
                : keys.GetValueOrDefault(accepted.Process)?.Contains(accepted.Key, StringComparer.Ordinal) == true ? ServiceTokenVerdict.Good
                : ServiceTokenVerdict.Unknown;
        }

        return await ExamineAsync(token, module, keys);
    }

    private async ValueTask<ServiceTokenVerdict> ExamineAsync(string token, string module, IReadOnlyDictionary<string, string[]> keys)
    {
        var handler = new JsonWebTokenHandler();
        if (!handler.CanReadToken(token) || Read(handler, token) is not { } read || !Guid.TryParse(read.Kid, out _))
        {
            return ServiceTokenVerdict.Bad;
        }

        if (!keys.TryGetValue(read.Kid, out var candidates))
        {
            return ServiceTokenVerdict.Unknown;
        }

        foreach (var key in candidates)
        {
            if (await IsSignedAsync(handler, token, read.Kid, module, key))
            {
                Remember((token, module), new Accepted(read.Kid, key, read.ValidTo));
                return ServiceTokenVerdict.Good;
            }
        }

        return ServiceTokenVerdict.Bad;
    }

    private static JsonWebToken? Read(JsonWebTokenHandler handler, string token)
    {
        try
        {
            return handler.ReadJsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private async Task<bool> IsSignedAsync(JsonWebTokenHandler handler, string token, string process, string module, string key)
    {
        using var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }

        var result = await handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = process,
                ValidAudience = module,
                ValidTypes = [ServiceTokens.Type],
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                IssuerSigningKey = new ECDsaSecurityKey(ecdsa)
                {
                    KeyId = process,
                    CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                },
                TryAllIssuerSigningKeys = false,
                LifetimeValidator = (from, to, _, _) => IsAlive(from, to),
            }
        );
        return result.IsValid;
    }

    /// <summary>By the injected clock; and short-lived, whatever its maker wanted.</summary>
    private bool IsAlive(DateTime? from, DateTime? to)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return from is { } start && to is { } end && end - start <= ServiceTokens.Lifetime && now >= start - Skew && now < end;
    }

    private void Remember((string Token, string Module) token, Accepted accepted)
    {
        if (_accepted.Count >= MostRemembered)
        {
            _accepted.Clear();
        }

        _accepted[token] = accepted;
    }

    /// <summary>Keys of the processes that serve modules, by process. A foreign service may register, but is no module.</summary>
    private IReadOnlyDictionary<string, string[]> Keys()
    {
        var snapshot = _directory?.Current ?? DirectorySnapshot.Empty;
        if (!ReferenceEquals(_keys.Of, snapshot))
        {
            _keys = new(
                snapshot,
                snapshot
                    .Instances.Where(i => model.Modules.Any(m => string.Equals(m.Name, i.App, StringComparison.OrdinalIgnoreCase)))
                    .Select(i =>
                        (
                            Process: i.Metadata.GetValueOrDefault(ServiceMetadata.Process),
                            Key: i.Metadata.GetValueOrDefault(ServiceMetadata.ServiceKey)
                        )
                    )
                    .Where(i => i is { Process: not null, Key: not null })
                    .GroupBy(i => i.Process!, i => i.Key!, StringComparer.Ordinal)
                    .ToDictionary(g => g.Key, g => g.Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal)
            );
        }

        return _keys.ByProcess;
    }

    private sealed record Accepted(string Process, string Key, DateTimeOffset Ends);

    private sealed record KnownKeys(DirectorySnapshot? Of, IReadOnlyDictionary<string, string[]> ByProcess);
}
