namespace LeakyCauldron.Search.Tests.Elastic.Specification;

/// <summary>What is not as the specification says, and where.</summary>
internal sealed record Finding(string Path, string What)
{
    /// <summary>Of several, the one found deepest tells most.</summary>
    public int Depth => Path.Count(c => c is '.' or '[');

    public override string ToString() => $"{Path}: {What}";
}
