namespace LeakyCauldron.Architecture.Tests;

/// <summary>What a rule found, and how much it looked at: a rule that looked at nothing cannot be trusted.</summary>
internal sealed record Verdict(int Examined, IReadOnlyList<string> Violations)
{
    public static Verdict Over<T>(IEnumerable<T> items, Func<T, IEnumerable<string>> violations)
    {
        var all = items.ToArray();
        return new(all.Length, [.. all.SelectMany(violations)]);
    }

    /// <summary>The rule holds for the real thing, and catches the planted violation.</summary>
    public static void Holds(Verdict real, Verdict planted)
    {
        real.Examined.ShouldBeGreaterThan(0, "the rule examined nothing");
        real.Violations.ShouldBeEmpty();
        planted.Violations.ShouldNotBeEmpty("the rule does not catch the planted violation");
    }
}
