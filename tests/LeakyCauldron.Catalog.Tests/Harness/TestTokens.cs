using System.Security.Cryptography;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeakyCauldron.Catalog.Tests.Harness;

/// <summary>Signs access tokens as the shop does, with a key of the test's own.</summary>
internal sealed class TestTokens : ISigningKeySource, IDisposable
{
    public const string Issuer = "http://shop.test";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Task<IReadOnlyList<SecurityKey>> GetKeysAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<SecurityKey>>([Key]);

    public string For(Guid userId, params string[] roles) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = AccessTokens.Audience,
                TokenType = "at+jwt",
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10),
                Claims = new Dictionary<string, object> { ["sub"] = userId.ToString(), ["role"] = roles },
                SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
            }
        );

    public void Dispose() => _key.Dispose();

    private ECDsaSecurityKey Key => new(_key) { KeyId = "test" };
}
