namespace LeakyCauldron.Host.Routing.Overrides;

/// <summary>What an operator said of one module or one prefix; stands before what the directory says.</summary>
internal sealed record RouteOverride(
    string? Module,
    string? Prefix,
    string? Target,
    string? Service,
    bool StripPrefix,
    int? TimeoutSeconds,
    bool Affinity,
    long? MaxBodyBytes,
    int? RequestsPerMinute,
    DateTimeOffset SetAt,
    string SetBy
)
{
    public const string Local = "local";
    public const string Remote = "remote";

    /// <summary>Names it in the table.</summary>
    public string Key => Module ?? Prefix!.ToLowerInvariant();

    public ForeignRoute ToRoute() =>
        new(Prefix!, Service!, StripPrefix, new RouteSettings(TimeSpan.FromSeconds(TimeoutSeconds ?? 60), Affinity, MaxBodyBytes, RequestsPerMinute));
}
