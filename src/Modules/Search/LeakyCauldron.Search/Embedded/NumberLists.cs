using Lucene.Net.Index;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A list of value numbers for each document, in one array.</summary>
internal sealed class NumberLists
{
    private readonly int[] _starts;
    private readonly int[] _numbers;

    private NumberLists(int[] starts, int[] numbers) => (_starts, _numbers) = (starts, numbers);

    public ReadOnlySpan<int> Of(int doc) => _numbers.AsSpan(_starts[doc], _starts[doc + 1] - _starts[doc]);

    public static NumberLists Read(AtomicReader reader, string field, Func<string, int> intern)
    {
        var starts = new int[reader.MaxDoc + 1];
        if (reader.GetSortedSetDocValues(field) is not { } column)
        {
            return new NumberLists(starts, []);
        }

        var numberOf = new int[checked((int)column.ValueCount)];
        var bytes = new BytesRef();
        for (var i = 0; i < numberOf.Length; i++)
        {
            column.LookupOrd(i, bytes);
            numberOf[i] = intern(bytes.Utf8ToString());
        }

        var numbers = new List<int>(reader.MaxDoc * 4);
        for (var doc = 0; doc < reader.MaxDoc; doc++)
        {
            column.SetDocument(doc);
            for (var ord = column.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = column.NextOrd())
            {
                numbers.Add(numberOf[ord]);
            }

            starts[doc + 1] = numbers.Count;
        }

        return new NumberLists(starts, [.. numbers]);
    }
}
