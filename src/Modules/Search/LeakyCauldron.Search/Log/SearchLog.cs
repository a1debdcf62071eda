using System.Threading.Channels;

namespace LeakyCauldron.Search.Log;

/// <summary>One search as it is counted.</summary>
internal readonly record struct LoggedSearch(DateOnly Day, string Text, bool Found, long TookMs);

/// <summary>
/// Counts what is searched without making anybody wait: searches go into a bounded queue and are added up in the database every now and then. What looks like a person
/// (a mail address, a telephone or card number) is not kept, nor is who searched.
/// </summary>
internal sealed class SearchLog(TimeProvider time)
{
    public const int LongestText = 100;
    private const int Waiting = 10_000;
    private const int MostDigits = 8;

    private readonly Channel<LoggedSearch> _queue = Channel.CreateBounded<LoggedSearch>(
        new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    public ChannelReader<LoggedSearch> Queue => _queue.Reader;

    public void Add(string typed, bool found, TimeSpan took)
    {
        if (TextOf(typed) is { } text)
        {
            _queue.Writer.TryWrite(new(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), text, found, (long)took.TotalMilliseconds));
        }
    }

    /// <summary>As counted; null for what is not.</summary>
    public static string? TextOf(string typed)
    {
        var text = string.Join(' ', typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        return text.Length is 0 or > LongestText || text.Contains('@', StringComparison.Ordinal) || LooksLikeNumberOfSomebody(text) ? null : text;
    }

    /// <summary>Many digits and hardly a letter.</summary>
    private static bool LooksLikeNumberOfSomebody(string text) => text.Count(char.IsAsciiDigit) >= MostDigits && !text.Any(char.IsLetter);
}
