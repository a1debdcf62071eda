namespace LeakyCauldron.Benchmarks.Harness;

/// <summary><c>[name] [--quick] [--json FILE] [--compare FILE] [--docs FOLDER] [--host DLL] [--data FOLDER]</c></summary>
internal sealed record BenchOptions
{
    public string? Name { get; init; }

    /// <summary>Smaller sizes and shorter stretches: an impression in two minutes.</summary>
    public bool Quick { get; init; }

    public string? Json { get; init; }

    public string? Compare { get; init; }

    /// <summary>Where <c>performance.md</c> and its figures are written.</summary>
    public string? Docs { get; init; }

    /// <summary>The published host.</summary>
    public string Host { get; init; } = Path.Combine(Solution.Root, "src", "Host", "bin", "Release", "published", "LeakyCauldron.Host.dll");

    /// <summary>The folder with the icecat files (<c>BENCH_DATA</c>).</summary>
    public string Data { get; init; } =
        Environment.GetEnvironmentVariable("BENCH_DATA") ?? Path.GetFullPath(Path.Combine(Solution.Root, "..", "shared", "data"));

    /// <summary>Null if they cannot be understood.</summary>
    public static BenchOptions? Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    continue;
                case "--json" when value is not null:
                    options = options with { Json = value };
                    break;
                case "--compare" when value is not null:
                    options = options with { Compare = value };
                    break;
                case "--docs" when value is not null:
                    options = options with { Docs = value };
                    break;
                case "--host" when value is not null:
                    options = options with { Host = value };
                    break;
                case "--data" when value is not null:
                    options = options with { Data = value };
                    break;
                case var name when !name.StartsWith('-') && options.Name is null:
                    options = options with { Name = name };
                    continue;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }
}
