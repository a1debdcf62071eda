using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>One caller of the shop's API, guest or signed in; knows HTTP and JSON and nothing of our code.</summary>
internal sealed class ShopClient(params Uri[] addresses)
{
    private string? _token;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Sends header values as they are, wrong ones too.</summary>
    public HttpClient Http { get; } = new(new Dealer(addresses)) { BaseAddress = addresses[0], Timeout = TimeSpan.FromSeconds(60) };

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Answer> Post(string path, object? body = null, string? key = null) => Send(HttpMethod.Post, path, body, key);

    public Task<Answer> Put(string path, object body) => Send(HttpMethod.Put, path, body);

    public async Task<Answer> Send(HttpMethod method, string path, object? body, string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        if (_token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, Ct);
        return await Answer.OfAsync(response);
    }

    /// <summary>A call without a body, of which only the status matters; a stream is left as soon as it begins.</summary>
    public async Task<HttpStatusCode> StatusOf(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = _token is null ? null : new AuthenticationHeaderValue("Bearer", _token);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        return response.StatusCode;
    }

    /// <summary>The password grant of the first-party client.</summary>
    public async Task SignIn(string email, string password)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "password",
                ["client_id"] = "shop",
                ["username"] = email,
                ["password"] = password,
                ["scope"] = "openid offline_access",
            }
        );
        using var response = await Http.PostAsync("/connect/token", form, Ct);
        var answer = await Answer.OfAsync(response);
        answer.Is(HttpStatusCode.OK);
        _token = answer["access_token"].GetValue<string>();
    }

    /// <summary>A new person, signed in.</summary>
    public async Task<string> Register()
    {
        var email = $"{Guid.CreateVersion7():N}@leaky.test";
        (
            await Post(
                "/identity/register",
                new
                {
                    email,
                    password = "a long enough phrase",
                    displayName = "Neville",
                }
            )
        ).Is(HttpStatusCode.Accepted);
        await SignIn(email, "a long enough phrase");
        return email;
    }
}

/// <summary>Status, headers and JSON of an answer; reading a member that is not there says what was.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, JsonNode? Json, string? ETag, Uri? Location, bool Replayed, TimeSpan? RetryAfter)
{
    public JsonNode this[string name] => Json?[name] ?? throw new InvalidOperationException($"No \"{name}\" in {(int)Status}: {Text}");

    public string Code => this["code"].GetValue<string>();

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(ShopClient.Ct);
        var json =
            response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0
                ? JsonNode.Parse(text)
                : null;
        var replayed = response.Headers.TryGetValues("Idempotent-Replayed", out var values) && values.Single() == "true";
        return new(
            response.StatusCode,
            text,
            json,
            response.Headers.ETag?.ToString(),
            response.Headers.Location,
            replayed,
            response.Headers.RetryAfter?.Delta
        );
    }

    /// <summary>Insists on a status, and shows the answer if it is another.</summary>
    public Answer Is(HttpStatusCode status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }

    /// <summary>Insists on a problem with this status and code.</summary>
    public void IsProblem(int status, string code)
    {
        ((int)Status).ShouldBe(status, Text);
        Code.ShouldBe(code, Text);
        this["traceId"].GetValue<string>().ShouldNotBeNullOrEmpty();
    }
}

/// <summary>Sends one request after the other to the next address.</summary>
internal sealed class Dealer(IReadOnlyList<Uri> addresses)
    : DelegatingHandler(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1 })
{
    private int _next = Random.Shared.Next(addresses.Count);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var turn = (uint)Interlocked.Increment(ref _next);
        if (addresses.Count > 1)
        {
            request.RequestUri = new Uri(addresses[(int)(turn % addresses.Count)], request.RequestUri!.PathAndQuery);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
