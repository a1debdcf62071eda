namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>A stretch of load.</summary>
/// <param name="PerSecond">Operations a second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Max">Milliseconds.</param>
internal sealed record Sample(double PerSecond, double P50, double P99, double Max)
{
    /// <summary>Processor time of what is measured, microseconds an operation; without its database.</summary>
    public double? ServerCpu { get; init; }

    /// <summary>Processor time of the load itself, microseconds an operation.</summary>
    public double? LoadCpu { get; init; }

    /// <summary>Transactions the database committed or rolled back, an operation.</summary>
    public double? Transactions { get; init; }

    /// <summary>Bytes that the host allocated, an operation.</summary>
    public double? Allocated { get; init; }
}

/// <summary>A line of the result.</summary>
/// <param name="Name">Stable, for comparisons.</param>
/// <param name="What">For people.</param>
/// <param name="Unit">Of <see cref="Value"/>.</param>
/// <param name="Value">Ours.</param>
/// <param name="LessIsBetter">Whether <see cref="Value"/> is a time or size.</param>
internal sealed record Row(string Name, string What, string Unit, double Value, bool LessIsBetter = false)
{
    public Sample? Ours { get; init; }

    public Sample? Floor { get; init; }

    public string FloorName { get; init; } = "";

    /// <summary>The floor's number in <see cref="Unit"/>.</summary>
    public double? FloorValue { get; init; }

    public double? Ratio => FloorValue is > 0 and var floor ? Value / floor : null;

    /// <summary>Resident memory of the host afterwards, MB.</summary>
    public double? Memory { get; init; }

    public string Goal { get; init; } = "";

    /// <summary>Null if the goal has no number, or was measured at another size.</summary>
    public bool? Met { get; init; }

    public string Note { get; init; } = "";
}
