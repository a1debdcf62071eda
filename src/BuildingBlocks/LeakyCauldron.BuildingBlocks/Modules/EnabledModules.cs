namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>A start that could not work; the message is one line for the operator.</summary>
public sealed class InvalidStartException(string message) : Exception(message);

/// <summary>Reads <c>Modules:Enabled</c>.</summary>
public static class EnabledModules
{
    /// <summary><c>*</c>, names by comma, or <c>*,-Orders</c>; letter case does not matter; unset means all.</summary>
    /// <exception cref="InvalidStartException">Empty, or a name that is not a module's.</exception>
    public static IReadOnlySet<string> Parse(string? setting, IReadOnlyCollection<string> known)
    {
        var enabled = new HashSet<string>(StringComparer.Ordinal);
        if (setting is null)
        {
            return known.ToHashSet(StringComparer.Ordinal);
        }

        foreach (var part in setting.Split(',', StringSplitOptions.TrimEntries))
        {
            var name = part.TrimStart('-').ToLowerInvariant();
            if (part == "*")
            {
                enabled.UnionWith(known);
            }
            else if (!known.Contains(name))
            {
                throw new InvalidStartException(
                    $"Modules__Enabled names \"{part}\", which is not a module. Known: {string.Join(", ", known)}; * means all."
                );
            }
            else if (part[0] == '-')
            {
                enabled.Remove(name);
            }
            else
            {
                enabled.Add(name);
            }
        }

        return enabled.Count > 0 ? enabled : throw new InvalidStartException("Modules__Enabled leaves no module to serve.");
    }
}
