using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.Identity.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace LeakyCauldron.Identity.Tests;

public sealed partial class TokenTests
{
    private delegate (JsonObject Header, JsonObject Claims, Func<byte[], byte[]> Sign) Forgery(
        JsonObject header,
        JsonObject claims,
        Func<byte[], byte[]> sign
    );

    public static TheoryData<string> Forgeries => [.. Attacks.Keys];

    private static readonly Dictionary<string, Forgery> Attacks = new(StringComparer.Ordinal)
    {
        ["algorithm none"] = (h, c, _) => (With(h, "alg", "none"), c, _ => []),
        ["algorithm None"] = (h, c, _) => (With(h, "alg", "None"), c, _ => []),
        ["no signature"] = (h, c, _) => (h, c, _ => []),
        ["signature of zeros"] = (h, c, _) => (h, c, _ => new byte[64]),
        ["another key"] = (h, c, _) => (h, c, SignWith(ECDsa.Create(ECCurve.NamedCurves.nistP256))),
        ["another key under no id"] = (h, c, _) => (Without(h, "kid"), c, SignWith(ECDsa.Create(ECCurve.NamedCurves.nistP256))),
        ["another key under an unknown id"] = (h, c, _) => (With(h, "kid", "mine"), c, SignWith(ECDsa.Create(ECCurve.NamedCurves.nistP256))),
        ["a key brought along (jwk)"] = (h, c, _) => BringAlong(h, c),
        ["a key to be fetched (jku)"] = (h, c, _) =>
            (With(h, "jku", "http://127.0.0.1:1/keys"), c, SignWith(ECDsa.Create(ECCurve.NamedCurves.nistP256))),
        ["a path as key id"] = (h, c, _) => (With(h, "kid", "../../../../dev/null"), c, data => HMACSHA256.HashData(Array.Empty<byte>(), data)),
        ["the public key as HMAC secret"] = (h, c, _) =>
            (With(h, "alg", "HS256"), c, data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(h["kid"]!.ToString()), data)),
        ["ES384 in the header"] = (h, c, s) => (With(h, "alg", "ES384"), c, s),
        ["ES256K in the header"] = (h, c, s) => (With(h, "alg", "ES256K"), c, s),
        ["RS256 in the header"] = (h, c, s) => (With(h, "alg", "RS256"), c, s),
        ["a certificate to be fetched (x5u)"] = (h, c, _) =>
            (With(h, "x5u", "http://127.0.0.1:1/chain.pem"), c, SignWith(ECDsa.Create(ECCurve.NamedCurves.nistP256))),
        ["expired a minute ago"] = (h, c, s) => (h, With(c, "exp", TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds()), s),
        ["another issuer"] = (h, c, s) => (h, With(c, "iss", "https://evil.example"), s),
        ["no issuer"] = (h, c, s) => (h, Without(c, "iss"), s),
        ["another audience"] = (h, c, s) => (h, With(c, "aud", "another-shop"), s),
        ["no audience"] = (h, c, s) => (h, Without(c, "aud"), s),
        ["type JWT"] = (h, c, s) => (With(h, "typ", "JWT"), c, s),
        ["type of an identity token"] = (h, c, s) => (Without(h, "typ"), c, s),
        ["expired"] = (h, c, s) => (h, With(c, "exp", DateTimeOffset.UnixEpoch.ToUnixTimeSeconds()), s),
        ["no expiry"] = (h, c, s) => (h, Without(c, "exp"), s),
        ["not valid yet"] = (h, c, s) => (h, With(c, "nbf", 4_000_000_000), s),
        ["a role more, old signature"] = (h, c, s) => Promote(h, c, s),
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_is_refused(string attack)
    {
        var tokens = await Person.Value;
        var (header, claims, sign) = Attacks[attack](Copy(tokens.AccessToken, 0), Copy(tokens.AccessToken, 1), await SignerAsync());
        var content = $"{Encode(header)}.{Encode(claims)}";
        var forged = $"{content}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(content)))}";

        var answer = await _host.SendAsync(HttpMethod.Get, "/api/v1/me", forged);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"unauthorized\"");
    }

    [Fact]
    public async Task What_the_forger_starts_from_is_accepted()
    {
        var tokens = await Person.Value;
        var content = $"{Encode(Copy(tokens.AccessToken, 0))}.{Encode(Copy(tokens.AccessToken, 1))}";
        var resigned = $"{content}.{Base64UrlEncoder.Encode((await SignerAsync())(Encoding.ASCII.GetBytes(content)))}";

        (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", resigned)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9..")]
    public async Task What_is_no_token_is_refused(string token) =>
        (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Identity_and_refresh_tokens_open_nothing()
    {
        var tokens = await Person.Value;

        (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", tokens.IdToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", tokens.RefreshToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Lazy<Task<Tokens>> Person => shared.Person;

    private async Task<Func<byte[], byte[]>> SignerAsync()
    {
        await _host.Services.GetRequiredService<SigningKeyRing>().GetKeysAsync(CancellationToken.None);
        var key = (ECDsaSecurityKey)
            _host.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials[0].Key;
        return SignWith(key.ECDsa);
    }

    private static Func<byte[], byte[]> SignWith(ECDsa key) => data => key.SignData(data, HashAlgorithmName.SHA256);

    private static (JsonObject, JsonObject, Func<byte[], byte[]>) BringAlong(JsonObject header, JsonObject claims)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        header["jwk"] = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64UrlEncoder.Encode(point.X),
            ["y"] = Base64UrlEncoder.Encode(point.Y),
        };
        return (header, claims, SignWith(key));
    }

    private static (JsonObject, JsonObject, Func<byte[], byte[]>) Promote(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var signature = sign(Encoding.ASCII.GetBytes($"{Encode(header)}.{Encode(claims)}"));
        return (header, With(claims, "role", "admin"), _ => signature);
    }

    private static JsonObject Copy(string token, int part) => JsonNode.Parse(Part(token, part).GetRawText())!.AsObject();

    private static JsonObject With(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }

    private static JsonObject Without(JsonObject json, string name)
    {
        json.Remove(name);
        return json;
    }

    private static string Encode(JsonObject json) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(json));
}
