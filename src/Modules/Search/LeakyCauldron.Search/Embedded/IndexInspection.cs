namespace LeakyCauldron.Search.Embedded;

/// <summary>Decides at start whether an index may be used as it is.</summary>
internal static class IndexInspection
{
    /// <summary>An older commit's position may have left the event log, whose retention is counted in days.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(1);

    public static CommitData? Usable(string path, string stream, DateTimeOffset now, ILogger log)
    {
        CommitData? commit;
        try
        {
            commit = LuceneIndex.Inspect(path);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A damaged file can make any reader fail in any way.
            log.LogWarning(e, "The search index is damaged and will be rebuilt.");
            return null;
        }

        var why =
            commit?.Position is null ? "it was never finished"
            : commit.Schema != IndexSchema.Version ? $"its schema is {commit.Schema} and not {IndexSchema.Version}"
            : commit.Stream != stream ? $"it was fed by {commit.Stream} and not by {stream}"
            : now - commit.At > Oldest ? $"its last commit is of {commit.At:u}"
            : null;
        if (why is null)
        {
            return commit;
        }

        log.LogInformation("The search index will be rebuilt: {Reason}.", why);
        return null;
    }
}
