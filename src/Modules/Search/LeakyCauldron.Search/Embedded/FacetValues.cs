using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

/// <summary>All values by which products can be narrowed, numbered.</summary>
internal sealed class FacetValues
{
    private readonly Lock _adding = new();
    private volatile string[] _categoryNames = [];
    private volatile int[] _attributeOfPair = [];
    private volatile string[] _valueOfPair = [];

    public ValueDictionary Brands { get; } = new();

    /// <summary>By slug.</summary>
    public ValueDictionary Categories { get; } = new();

    public ValueDictionary AttributeNames { get; } = new();

    /// <summary>Name, separator, value.</summary>
    public ValueDictionary AttributePairs { get; } = new();

    public string CategoryName(int category) => _categoryNames[category];

    public int AttributeOf(int pair) => _attributeOfPair[pair];

    public string ValueOf(int pair) => _valueOfPair[pair];

    public int FindPair(string name, string value) => AttributePairs.Find(name + ProductKeys.Separator + value);

    public int InternCategory(string slugAndName)
    {
        var cut = slugAndName.IndexOf(ProductKeys.Separator);
        var number = Categories.Intern(slugAndName[..cut]);
        lock (_adding)
        {
            _categoryNames = With(_categoryNames, number, slugAndName[(cut + 1)..], fill: "");
        }

        return number;
    }

    public int InternPair(string nameAndValue)
    {
        var number = AttributePairs.Intern(nameAndValue);
        lock (_adding)
        {
            if (number >= _attributeOfPair.Length || _attributeOfPair[number] < 0)
            {
                var cut = nameAndValue.IndexOf(ProductKeys.Separator);
                _valueOfPair = With(_valueOfPair, number, nameAndValue[(cut + 1)..], fill: "");
                _attributeOfPair = With(_attributeOfPair, number, AttributeNames.Intern(nameAndValue[..cut]), fill: -1);
            }
        }

        return number;
    }

    private static T[] With<T>(T[] values, int at, T value, T fill)
    {
        if (at >= values.Length)
        {
            var grown = new T[Math.Max(64, (at + 1) * 2)];
            Array.Fill(grown, fill);
            values.CopyTo(grown, 0);
            values = grown;
        }

        values[at] = value;
        return values;
    }
}
