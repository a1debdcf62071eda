namespace LeakyCauldron.Search.Elastic;

/// <summary>What the health line says.</summary>
internal sealed class ElasticIndexState
{
    private volatile string _doing = "has not been asked yet";

    /// <summary>What is being done about the index.</summary>
    public string Doing
    {
        get => _doing;
        set => _doing = value;
    }
}
