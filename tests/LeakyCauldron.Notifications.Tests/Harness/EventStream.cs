using System.Text.Json;

namespace LeakyCauldron.Notifications.Tests.Harness;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    private EventStream(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    public string? LastEventId { get; private set; }

    public static async Task<EventStream> OpenAsync(HttpClient client, string? lastEventId = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"me/notifications/stream{query}");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var stream = new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        await stream.ReadBlockAsync();
        return stream;
    }

    /// <summary>As a browser does after a cut: a stream counts against its owner's limit until the server has noticed that it is gone.</summary>
    public static Task<EventStream> ReopenAsync(HttpClient client, string lastEventId) =>
        Eventually.Async<EventStream>(async () => await OpenAsync(client, lastEventId), "room for one more stream");

    /// <summary>The titles of the next events.</summary>
    public async Task<IReadOnlyList<string?>> ReadAsync(int count)
    {
        var titles = new List<string?>();
        while (titles.Count < count)
        {
            if (await ReadBlockAsync() is { } data)
            {
                titles.Add(JsonElement.Parse(data).GetProperty("title").GetString());
            }
        }

        return titles;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
        _limit.Dispose();
    }

    private async Task<string?> ReadBlockAsync()
    {
        string? data = null;
        while (await _reader.ReadLineAsync(_limit.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return data;
            }

            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastEventId = line["id: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line["data: ".Length..];
            }
        }

        throw new EndOfStreamException();
    }
}
