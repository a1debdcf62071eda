using System.Collections.Concurrent;

namespace LeakyCauldron.Search.Embedded;

/// <summary>
/// Numbers for the values of a facet, the same in all segments, so that counting is adding to an array. Letter case does not tell values apart; the first
/// spelling seen is shown. Grows only; a restart forgets what no product has any more.
/// </summary>
internal sealed class ValueDictionary
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _adding = new();
    private volatile string[] _values = [];
    private volatile int _count;

    public int Count => _count;

    public string this[int number] => _values[number];

    /// <summary>-1 if no product has had it.</summary>
    public int Find(string value) => _numbers.TryGetValue(value, out var number) ? number : -1;

    public int Intern(string value)
    {
        if (_numbers.TryGetValue(value, out var known))
        {
            return known;
        }

        lock (_adding)
        {
            if (_numbers.TryGetValue(value, out known))
            {
                return known;
            }

            var number = _count;
            if (number == _values.Length)
            {
                var grown = new string[Math.Max(64, number * 2)];
                Array.Copy(_values, grown, number);
                _values = grown;
            }

            _values[number] = value;
            _count = number + 1;
            _numbers[value] = number;
            return number;
        }
    }
}
