using Microsoft.IdentityModel.Tokens;

namespace LeakyCauldron.BuildingBlocks.Http.Auth;

/// <summary>
/// The keys that access tokens are checked with, in a process that can read them where they are kept. A process without one asks the issuer's JWKS instead.
/// </summary>
public interface ISigningKeySource
{
    /// <summary>The public keys in force, read anew; the first call of all hosts makes the first key. Callers cache.</summary>
    Task<IReadOnlyList<SecurityKey>> GetKeysAsync(CancellationToken ct);
}
