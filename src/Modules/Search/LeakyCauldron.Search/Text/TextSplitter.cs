using System.Globalization;
using System.Text;

namespace LeakyCauldron.Search.Text;

/// <summary>The one way text becomes terms, for products and for queries. Anything may come in: what is neither letter nor digit only separates.</summary>
internal static class TextSplitter
{
    private const int LongestJoined = 40;
    private const string Joiners = "-_./'’+&:#";

    /// <summary>Appends the text's tokens, joined forms directly after their first part.</summary>
    public static void Tokenize(ReadOnlySpan<char> text, List<TextToken> into)
    {
        var word = 0;
        var at = 0;
        while (at < text.Length)
        {
            while (at < text.Length && !IsWordChar(text, at, out _))
            {
                at++;
            }

            var start = at;
            while (
                at < text.Length
                && (
                    IsWordChar(text, at, out var width)
                    || (Joiners.Contains(text[at], StringComparison.Ordinal) && IsWordChar(text, at + 1, out _) && (width = 1) == 1)
                )
            )
            {
                at += width;
            }

            if (at > start)
            {
                Split(text, start, at, word++, into);
            }
        }
    }

    private static void Split(ReadOnlySpan<char> text, int start, int end, int word, List<TextToken> into)
    {
        var first = into.Count;
        var pieces = 0;
        for (var at = start; at < end; )
        {
            var stop = at;
            while (stop < end && !Joiners.Contains(text[stop], StringComparison.Ordinal))
            {
                stop++;
            }

            if (stop > at && !IsPossessive(text, start, at, stop))
            {
                pieces++;
                SplitPiece(text, at, stop, word, into);
            }

            at = stop + 1;
        }

        if (pieces > 1)
        {
            Join(text, start, end, word, first, into);
        }
    }

    private static bool IsPossessive(ReadOnlySpan<char> text, int wordStart, int start, int stop) =>
        stop - start == 1 && start > wordStart && text[start] is 's' or 'S' && text[start - 1] is '\'' or '’';

    private static void SplitPiece(ReadOnlySpan<char> text, int start, int end, int word, List<TextToken> into)
    {
        var first = into.Count;
        for (var at = start; at < end; )
        {
            var kind = KindOf(text, at);
            var stop = at;
            do
            {
                IsWordChar(text, stop, out var width);
                stop += width;
            } while (stop < end && kind != Kind.Ideograph && KindOf(text, stop) is var next && (next == kind || next == Kind.Mark));
            into.Add(new TextToken(WordForms.Of(text[at..stop]), at, stop, word, Joined: false));
            at = stop;
        }

        if (into.Count - first > 1)
        {
            Join(text, start, end, word, first, into);
        }
    }

    private static void Join(ReadOnlySpan<char> text, int start, int end, int word, int first, List<TextToken> into)
    {
        Span<char> joined = stackalloc char[LongestJoined];
        var length = 0;
        for (var i = start; i < end && length < LongestJoined; i++)
        {
            if (!Joiners.Contains(text[i], StringComparison.Ordinal))
            {
                joined[length++] = text[i];
            }
        }

        if (length < LongestJoined)
        {
            into.Insert(first + 1, new TextToken(WordForms.Of(joined[..length]), start, end, word, Joined: true));
        }
    }

    private enum Kind
    {
        Letter,
        Digit,
        Ideograph,
        Mark,
    }

    private static Kind KindOf(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        return char.IsAsciiLetter(c) ? Kind.Letter
            : char.IsDigit(c) ? Kind.Digit
            : c is >= '\u2E80' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' || char.IsSurrogate(c) ? Kind.Ideograph
            : IsMark(c) ? Kind.Mark
            : Kind.Letter;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsWordChar(ReadOnlySpan<char> text, int at, out int width)
    {
        width = 1;
        if (at >= text.Length)
        {
            return false;
        }

        var c = text[at];
        if (!char.IsSurrogate(c))
        {
            return char.IsAsciiLetterOrDigit(c) || (c > 127 && (char.IsLetterOrDigit(c) || IsMark(c)));
        }

        return Rune.DecodeFromUtf16(text[at..], out var rune, out width) == System.Buffers.OperationStatus.Done && Rune.IsLetterOrDigit(rune);
    }
}
