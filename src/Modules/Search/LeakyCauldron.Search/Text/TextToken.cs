namespace LeakyCauldron.Search.Text;

/// <summary>
/// A term with its place in the text. A word such as <c>WH-1000XM3</c> gives its parts (<c>wh 1000 xm 3</c>), one position each, and
/// joined forms (<c>1000xm3</c>, <c>wh1000xm3</c>) at the position of their first part.
/// </summary>
internal readonly record struct TextToken(WordForm Form, int Start, int End, int Word, bool Joined);

/// <summary>A folded term as written and as searched.</summary>
internal sealed record WordForm(string Text, string Stem);
