using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;

namespace LeakyCauldron.Catalog.Features.ListProducts;

/// <summary>A page as it goes out.</summary>
internal sealed record SerializedPage(long Version, byte[] Body, string ETag);

/// <summary>
/// Pages serialised once for as long as nothing that lists show has changed. Every answer is checked against the database's version first: none is older than the request.
/// </summary>
internal sealed class ListCache(ListVersion versions) : IDisposable
{
    private const int LongestKey = 1024;
    private const long MostBytes = 64L * 1024 * 1024;

    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly ConcurrentDictionary<(string Key, long Version), Lazy<Task<Result<SerializedPage>>>> _flights = new();

    private long _made;

    /// <summary>How many pages have been read and serialised.</summary>
    public long Made => Interlocked.Read(ref _made);

    public async Task<Result<SerializedPage>> GetAsync(string key, Func<CancellationToken, Task<Result<Page<ProductListItem>>>> read)
    {
        if (await versions.ReadAsync() is not { } version || key.Length > LongestKey)
        {
            return await MakeAsync(0, read);
        }

        if (_pages.TryGetValue<SerializedPage>(key, out var known) && known!.Version == version)
        {
            return known;
        }

        // Many who miss the same page read it once.
        var flight = _flights.GetOrAdd((key, version), _ => new(() => MakeAsync(version, read)));
        try
        {
            var page = await flight.Value;
            if (!page.IsError)
            {
                _pages.Set(key, page.Value, new MemoryCacheEntryOptions { Size = page.Value.Body.Length + (2 * key.Length) + 200 });
            }

            return page;
        }
        finally
        {
            _flights.TryRemove((key, version), out _);
        }
    }

    public void Dispose() => _pages.Dispose();

    /// <summary>Not for one caller alone, so it ends when it ends.</summary>
    private async Task<Result<SerializedPage>> MakeAsync(long version, Func<CancellationToken, Task<Result<Page<ProductListItem>>>> read)
    {
        Interlocked.Increment(ref _made);
        var page = await read(CancellationToken.None);
        if (page.IsError)
        {
            return page.Error;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(page.Value, Json.Wire);
        return new SerializedPage(version, body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");
    }
}
