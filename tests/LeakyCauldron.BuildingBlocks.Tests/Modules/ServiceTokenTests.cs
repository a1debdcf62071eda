using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Modules.Remote;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeakyCauldron.BuildingBlocks.Tests.Modules;

/// <summary>Who is not a registered process of the shop gets nothing from the contracts' address.</summary>
public sealed class ServiceTokenTests : IAsyncLifetime
{
    private const string Good = """{"number":5,"password":"alohomora"}""";
    private readonly ListedInstances _directory = new();
    private readonly ProcessIdentity _goblin = new();
    private readonly ECDsa _thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private WireHost _vault = null!;

    public async ValueTask InitializeAsync()
    {
        _vault = await WireHost.StartAsync("vault", _directory, new() { ["Modules:Calls:LargestRequest"] = "2000" });
        _directory.List(_vault.Instance, WireHost.Of("goblin", new Uri("http://127.0.0.1:9"), _goblin));
    }

    public async ValueTask DisposeAsync()
    {
        _goblin.Dispose();
        _thief.Dispose();
        await _vault.DisposeAsync();
    }

    [Fact]
    public async Task A_registered_process_is_served()
    {
        (await CallAsync(Token())).Status.ShouldBe(200);
        (await CallAsync(new ServiceTokens(_goblin, TimeProvider.System).For("vault"))).Status.ShouldBe(200);
        _vault.Door.Opened.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Everybody_else_is_refused_before_the_body_is_read()
    {
        await RefusedAsync(null);
        await RefusedAsync("");
        await RefusedAsync("rubbish");
        await RefusedAsync("a.b.c");
        await RefusedAsync(_vault.PersonToken());
        await RefusedAsync(new string('e', 5000));
        await RefusedAsync(Token(audience: "goblin"));
        await RefusedAsync(Token(type: "at+jwt"));
        await RefusedAsync(Token(type: "JWT"));
        await RefusedAsync(Token(issuer: _vault.Identity.Id.ToString()));
        await RefusedAsync(Token(from: -180, to: -60));
        await RefusedAsync(Token(from: 60, to: 120));
        await RefusedAsync(Token(from: 0, to: 3600));
        await RefusedAsync(Token(key: _thief));
        await RefusedAsync(Unsigned());
        await RefusedAsync(Symmetric());
        await RefusedAsync(Altered());
        _vault.Door.Opened.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_key_of_a_process_that_is_gone_opens_nothing()
    {
        var token = Token();
        (await CallAsync(token)).Status.ShouldBe(200);
        _directory.List(_vault.Instance);
        (await CallAsync(token)).ShouldBe((401, ContractEndpoint.UnknownToken));
        // Registered again under the same name, with another key.
        using var successor = new ProcessIdentity();
        var instance = WireHost.Of("goblin", new Uri("http://127.0.0.1:9"), successor);
        var metadata = new Dictionary<string, string>(instance.Metadata) { [ServiceMetadata.Process] = _goblin.Id.ToString() };
        _directory.List(_vault.Instance, instance with { Metadata = metadata });
        (await CallAsync(token)).Status.ShouldBe(401);
        (await CallAsync(Token())).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_foreign_service_with_a_key_is_no_module()
    {
        _directory.List(_vault.Instance, WireHost.Of("peeves", new Uri("http://127.0.0.1:9"), _goblin));
        (await CallAsync(Token())).ShouldBe((401, ContractEndpoint.UnknownToken));
        _vault.Door.Opened.ShouldBeEmpty();
    }

    [Fact]
    public async Task Wrong_contracts_and_bodies_are_refused()
    {
        (await CallAsync(Token(), contract: "vault.look-into.v9")).ShouldBe((404, "contract_not_found"));
        (await CallAsync(Token(), contract: "vault.explode.v1")).ShouldBe((404, "contract_not_found"));
        (await CallAsync(Token(audience: "goblin"), contract: "goblin.greet.v1")).ShouldBe((404, "contract_not_found"));
        foreach (
            var body in new[]
            {
                "",
                "null",
                "[]",
                "{",
                """{"number":"five","password":"x"}""",
                """{"number":5}""",
                """{"number":5,"password":null}""",
            }
        )
        {
            (await CallAsync(Token(), body: body)).ShouldBe((400, "contract_malformed"), body);
        }

        (await CallAsync(Token(), type: "text/plain")).ShouldBe((415, "unsupported_media_type"));
        (await CallAsync(Token(), body: $$"""{"number":5,"password":"{{new string('x', 3000)}}"}""")).ShouldBe((413, "body_too_large"));
        (await CallAsync(Token(), body: """{"number":5,"password":"alohomora","added":"by a newer caller"}""")).Status.ShouldBe(200);
        _vault.Door.Opened.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_is_used_for_a_minute_and_then_made_anew()
    {
        var clock = new MovedClock();
        var tokens = new ServiceTokens(_goblin, clock);
        var first = tokens.For("vault");
        tokens.For("vault").ShouldBe(first);
        tokens.For("goblin").ShouldNotBe(first);
        clock.Ahead = TimeSpan.FromSeconds(61);
        tokens.For("vault").ShouldNotBe(first);
        (await CallAsync(first)).Status.ShouldBe(200);
    }

    private async Task RefusedAsync(string? token)
    {
        var (status, code) = await CallAsync(token, body: new string('x', 100));
        status.ShouldBe(401, token);
        code.ShouldStartWith("service_token_");
    }

    private async Task<(int Status, string? Code)> CallAsync(
        string? token,
        string contract = "vault.look-into.v1",
        string body = Good,
        string type = "application/json"
    )
    {
        using var http = new HttpClient();
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_vault.Address, $"/internal/contracts/{contract}"))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)),
        };
        if (token is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var response = await http.SendAsync(message, TestContext.Current.CancellationToken);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ((int)response.StatusCode, response.StatusCode == HttpStatusCode.OK ? null : json!["code"]!.GetValue<string>());
    }

    private string Token(
        string audience = "vault",
        string type = ServiceTokens.Type,
        string? issuer = null,
        int from = 0,
        int to = 60,
        ECDsa? key = null
    ) =>
        Sign(
            Claims(audience, type, issuer, from, to),
            new SigningCredentials(new ECDsaSecurityKey(key ?? _goblin.Key) { KeyId = _goblin.Id.ToString() }, SecurityAlgorithms.EcdsaSha256)
        );

    private string Unsigned() => Sign(Claims("vault", ServiceTokens.Type, null, 0, 60), null);

    /// <summary>Signed with the public key as if it were a shared secret.</summary>
    private string Symmetric() =>
        Sign(
            Claims("vault", ServiceTokens.Type, null, 0, 60),
            new SigningCredentials(
                new SymmetricSecurityKey(Convert.FromBase64String(_goblin.PublicKey)) { KeyId = _goblin.Id.ToString() },
                SecurityAlgorithms.HmacSha256
            )
        );

    private string Altered()
    {
        var parts = Token(audience: "goblin").Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("goblin", "vault", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}";
    }

    private static string Sign(SecurityTokenDescriptor claims, SigningCredentials? with)
    {
        claims.SigningCredentials = with;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(claims);
    }

    private SecurityTokenDescriptor Claims(string audience, string type, string? issuer, int from, int to)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new SecurityTokenDescriptor
        {
            Issuer = issuer ?? _goblin.Id.ToString(),
            Audience = audience,
            TokenType = type,
            NotBefore = now.AddSeconds(from),
            IssuedAt = now.AddSeconds(from),
            Expires = now.AddSeconds(to),
        };
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
