using System.Security.Cryptography;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>
/// Who this process is towards the others of the shop: a name and a key pair (P-256), both made anew at each start. The public key travels with the registration, so that
/// trust in a service token is trust in the registry, and no secret is shared.
/// </summary>
public sealed class ProcessIdentity : IDisposable
{
    /// <summary>The value of <see cref="ServiceMetadata.Process"/>.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Signs service tokens; never leaves the process.</summary>
    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The value of <see cref="ServiceMetadata.ServiceKey"/>.</summary>
    public string PublicKey => Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo());

    /// <inheritdoc />
    public void Dispose() => Key.Dispose();
}
