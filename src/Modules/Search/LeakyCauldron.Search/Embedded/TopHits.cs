using System.Runtime.InteropServices;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The best so many, by key (larger first), then by product id: a heap with the worst on top.</summary>
internal sealed class TopHits(int capacity)
{
    private readonly Hit[] _heap = new Hit[capacity];
    private int _count;

    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Hit(long Key, Guid Id, int Doc);

    /// <summary>True if <paramref name="key"/> and <paramref name="id"/> come after the given place.</summary>
    public static bool ComesAfter(long key, in Guid id, long afterKey, in Guid afterId) =>
        key < afterKey || (key == afterKey && id.CompareTo(afterId) > 0);

    public void Offer(long key, in Guid id, int doc)
    {
        if (_count < _heap.Length)
        {
            _heap[_count] = new Hit(key, id, doc);
            Up(_count++);
        }
        else if (ComesAfter(_heap[0].Key, _heap[0].Id, key, id))
        {
            _heap[0] = new Hit(key, id, doc);
            Down();
        }
    }

    /// <summary>Best first.</summary>
    public Hit[] Sorted()
    {
        var hits = _heap[.._count];
        Array.Sort(hits, static (a, b) => a.Key != b.Key ? b.Key.CompareTo(a.Key) : a.Id.CompareTo(b.Id));
        return hits;
    }

    private bool IsWorse(int a, int b) => ComesAfter(_heap[a].Key, _heap[a].Id, _heap[b].Key, _heap[b].Id);

    private void Up(int at)
    {
        while (at > 0 && IsWorse(at, (at - 1) / 2))
        {
            (_heap[at], _heap[(at - 1) / 2]) = (_heap[(at - 1) / 2], _heap[at]);
            at = (at - 1) / 2;
        }
    }

    private void Down()
    {
        for (var at = 0; ; )
        {
            var worst = at;
            var left = (2 * at) + 1;
            if (left < _count && IsWorse(left, worst))
            {
                worst = left;
            }

            if (left + 1 < _count && IsWorse(left + 1, worst))
            {
                worst = left + 1;
            }

            if (worst == at)
            {
                return;
            }

            (_heap[at], _heap[worst]) = (_heap[worst], _heap[at]);
            at = worst;
        }
    }
}
