namespace LeakyCauldron.Search.Engine;

/// <summary>Which brands and categories are suggested: those in whose name each typed word begins a word.</summary>
internal static class NameMatch
{
    public static bool HasAll(string name, IEnumerable<string> starts) => starts.All(start => BeginsAWord(name, start));

    private static bool BeginsAWord(string name, string start)
    {
        for (
            var at = name.IndexOf(start, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = name.IndexOf(start, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            if (at == 0 || !char.IsLetterOrDigit(name[at - 1]))
            {
                return true;
            }
        }

        return false;
    }
}
