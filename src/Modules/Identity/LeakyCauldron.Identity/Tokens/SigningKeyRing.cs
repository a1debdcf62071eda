using System.Security.Cryptography;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.Identity.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using OpenIddict.Server;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>
/// The shop's keys, from <c>identity.signing_keys</c>, the same in every host: the private ones for OpenIddict, whose options are made anew when the keys change, the
/// public ones for whoever checks tokens in this process. The first host to look makes the first keys.
/// </summary>
internal sealed class SigningKeyRing(
    [FromKeyedServices(IdentityModule.Schema)] NpgsqlDataSource database,
    IDataProtectionProvider protection,
    TimeProvider time
) : ISigningKeySource, IConfigureOptions<OpenIddictServerOptions>, IOptionsChangeTokenSource<OpenIddictServerOptions>, IDisposable
{
    private readonly IDataProtector _protector = protection.CreateProtector("LeakyCauldron.Identity.SigningKeys");
    private volatile Snapshot _snapshot = new([], [], []);
    private CancellationTokenSource _changed = new();

    string IOptionsChangeTokenSource<OpenIddictServerOptions>.Name => Options.DefaultName;

    /// <inheritdoc />
    public async Task<IReadOnlyList<SecurityKey>> GetKeysAsync(CancellationToken ct)
    {
        var stored = await ReadAsync(ct);
        if (!IsComplete(stored))
        {
            stored = await CreateMissingAsync(ct);
        }

        if (!stored.Select(k => k.Id).SequenceEqual(_snapshot.Ids))
        {
            _snapshot = Open(stored);
            await Interlocked.Exchange(ref _changed, new CancellationTokenSource()).CancelAsync();
        }

        return [.. _snapshot.Signing.Select(Public)];
    }

    /// <inheritdoc />
    public void Configure(OpenIddictServerOptions options)
    {
        var keys = _snapshot;
        options.SigningCredentials.AddRange(keys.Signing.Select(k => new SigningCredentials(k, SecurityAlgorithms.EcdsaSha256)));
        options.EncryptionCredentials.AddRange(
            keys.Encryption.Select(k => new EncryptingCredentials(k, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512))
        );
    }

    IChangeToken IOptionsChangeTokenSource<OpenIddictServerOptions>.GetChangeToken() => new CancellationChangeToken(_changed.Token);

    public void Dispose() => _changed.Dispose();

    private static bool IsComplete(IReadOnlyList<Stored> keys) => Enum.GetValues<KeyUse>().All(use => keys.Any(k => k.Use == use));

    private async Task<IReadOnlyList<Stored>> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await ReadAsync(connection, ct);
    }

    /// <summary>Newest first: the first of each use is the one to use.</summary>
    private static async Task<IReadOnlyList<Stored>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, use, protected_key FROM identity.signing_keys ORDER BY created_at DESC, id DESC",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<Stored>();
        while (await reader.ReadAsync(ct))
        {
            keys.Add(new(reader.GetGuid(0), Enum.Parse<KeyUse>(reader.GetString(1), ignoreCase: true), reader.GetFieldValue<byte[]>(2)));
        }

        return keys;
    }

    /// <summary>One host at a time; the others find what the first has made.</summary>
    private async Task<IReadOnlyList<Stored>> CreateMissingAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('leaky-signing-keys'))", connection))
        {
            await turn.ExecuteNonQueryAsync(ct);
        }

        var present = await ReadAsync(connection, ct);
        foreach (var use in Enum.GetValues<KeyUse>().Where(use => present.All(k => k.Use != use)))
        {
            await using var insert = new NpgsqlCommand(
                "INSERT INTO identity.signing_keys (id, use, protected_key, created_at) VALUES ($1, $2, $3, $4)",
                connection
            );
            insert.Parameters.Add(new() { Value = Guid.CreateVersion7() });
            insert.Parameters.Add(new() { Value = use.ToString().ToLowerInvariant() });
            insert.Parameters.Add(new() { Value = _protector.Protect(NewKey(use)) });
            insert.Parameters.Add(new() { Value = time.GetUtcNow() });
            await insert.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return await ReadAsync(connection, ct);
    }

    private static byte[] NewKey(KeyUse use)
    {
        if (use == KeyUse.Encryption)
        {
            return RandomNumberGenerator.GetBytes(32);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    private Snapshot Open(IReadOnlyList<Stored> stored) =>
        new(
            [.. stored.Select(k => k.Id)],
            [.. stored.Where(k => k.Use == KeyUse.Signing).Select(OpenSigning)],
            [
                .. stored
                    .Where(k => k.Use == KeyUse.Encryption)
                    .Select(k => new SymmetricSecurityKey(_protector.Unprotect(k.Protected)) { KeyId = k.Id.ToString("N") }),
            ]
        );

    private ECDsaSecurityKey OpenSigning(Stored stored)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_protector.Unprotect(stored.Protected), out _);
        return new ECDsaSecurityKey(key) { KeyId = stored.Id.ToString("N") };
    }

    private static JsonWebKey Public(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new()
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            Alg = SecurityAlgorithms.EcdsaSha256,
            Use = JsonWebKeyUseNames.Sig,
            Kid = key.KeyId,
            KeyId = key.KeyId,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
        };
    }

    private sealed record Stored(Guid Id, KeyUse Use, byte[] Protected);

    private sealed record Snapshot(IReadOnlyList<Guid> Ids, IReadOnlyList<ECDsaSecurityKey> Signing, IReadOnlyList<SymmetricSecurityKey> Encryption);
}
