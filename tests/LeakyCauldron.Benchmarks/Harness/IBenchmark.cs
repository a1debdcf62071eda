namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>A row of the table, or a few that come out of one measurement.</summary>
internal interface IBenchmark
{
    /// <summary>As it is asked for: <c>./cauldron bench NAME</c>; a prefix of it will do.</summary>
    string Name { get; }

    /// <summary>Measures; rows are complete, floor and goal included.</summary>
    Task<IReadOnlyList<Row>> RunAsync(BenchContext bench);
}
