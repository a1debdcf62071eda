using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Identity.Tests;

/// <summary>A WebAuthn authenticator in software, and the browser around it: one key, ES256, no attestation.</summary>
public sealed class SoftwareAuthenticator(string origin, string domain) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(16);
    private byte[] _user = [];

    public string CredentialId => WebEncoders.Base64UrlEncode(_id);

    public uint Counter { get; set; } = 1;

    /// <summary>User present and user verified.</summary>
    public byte Flags { get; init; } = 0x05;

    /// <summary>What <c>navigator.credentials.create</c> gives for these options.</summary>
    public JsonObject Create(JsonElement options)
    {
        _user = WebEncoders.Base64UrlDecode(options.GetProperty("user").GetProperty("id").GetString()!);
        var attestation = new CborWriter();
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString([.. Data(0x40), .. new byte[16], 0, (byte)_id.Length, .. _id, .. PublicKey()]);
        attestation.WriteEndMap();
        return Answer(
            new JsonObject
            {
                ["clientDataJSON"] = Client("webauthn.create", options),
                ["attestationObject"] = WebEncoders.Base64UrlEncode(attestation.Encode()),
                ["transports"] = new JsonArray("internal"),
            }
        );
    }

    /// <summary>What <c>navigator.credentials.get</c> gives for these options.</summary>
    public JsonObject Sign(JsonElement options)
    {
        var client = Client("webauthn.get", options);
        var data = Data(0);
        var signed = _key.SignData(
            [.. data, .. SHA256.HashData(WebEncoders.Base64UrlDecode(client))],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return Answer(
            new JsonObject
            {
                ["clientDataJSON"] = client,
                ["authenticatorData"] = WebEncoders.Base64UrlEncode(data),
                ["signature"] = WebEncoders.Base64UrlEncode(signed),
                ["userHandle"] = WebEncoders.Base64UrlEncode(_user),
            }
        );
    }

    public void Dispose() => _key.Dispose();

    private JsonObject Answer(JsonObject response) =>
        new()
        {
            ["id"] = CredentialId,
            ["rawId"] = CredentialId,
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = response,
        };

    private string Client(string type, JsonElement options) =>
        WebEncoders.Base64UrlEncode(
            Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["type"] = type,
                    ["challenge"] = options.GetProperty("challenge").GetString(),
                    ["origin"] = origin,
                    ["crossOrigin"] = false,
                }.ToJsonString()
            )
        );

    private byte[] Data(byte more)
    {
        var data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(domain)).CopyTo(data, 0);
        data[32] = (byte)(Flags | more);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Counter);
        return data;
    }

    /// <summary>COSE: EC2, ES256, P-256.</summary>
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        var cose = new CborWriter();
        cose.WriteStartMap(5);
        foreach (var (name, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            cose.WriteInt32(name);
            cose.WriteInt32(value);
        }

        cose.WriteInt32(-2);
        cose.WriteByteString(point.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(point.Y!);
        cose.WriteEndMap();
        return cose.Encode();
    }
}
