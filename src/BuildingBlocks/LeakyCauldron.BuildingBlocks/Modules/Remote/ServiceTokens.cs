using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>
/// Proof towards another process of the shop of who calls it: a JWT of two minutes for one module, signed with the key that this process registered.
/// </summary>
internal sealed class ServiceTokens(ProcessIdentity identity, TimeProvider time)
{
    /// <summary>Header <c>typ</c>: no access token of a person is one, nor the other way round.</summary>
    public const string Type = "leaky-service+jwt";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Fresh = Lifetime / 2;

    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset MadeAt)> _tokens = new(StringComparer.Ordinal);

    /// <summary>A token that the module's owner accepts for at least a minute.</summary>
    public string For(string module)
    {
        var now = time.GetUtcNow();
        if (_tokens.TryGetValue(module, out var known) && now - known.MadeAt < Fresh && now >= known.MadeAt)
        {
            return known.Token;
        }

        var token = Make(module, now);
        _tokens[module] = (token, now);
        return token;
    }

    private string Make(string module, DateTimeOffset now) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = identity.Id.ToString(),
                Audience = module,
                TokenType = Type,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = (now + Lifetime).UtcDateTime,
                SigningCredentials = new SigningCredentials(
                    new ECDsaSecurityKey(identity.Key) { KeyId = identity.Id.ToString() },
                    SecurityAlgorithms.EcdsaSha256
                ),
            }
        );
}
