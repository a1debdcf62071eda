using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>
/// The mail templates, embedded, by language. Each kind has a text file, whose first line is the subject, and an HTML file; both are put into the language's
/// layout. In HTML every value is escaped; a template has no way to ask for less.
/// </summary>
[SuppressMessage("Usage", "MA0045", Justification = "Templates are read from and rendered to memory.")]
internal sealed class MailTemplates
{
    private const string Fallback = "en";
    private const int SubjectLength = 200;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly FrozenDictionary<string, Template> _templates = Load();

    /// <summary>Renders a kind of mail in the culture's language, or in English. A template that does not fit the model throws.</summary>
    public MailContent Render(string kind, CultureInfo culture, object model)
    {
        var language = _templates.ContainsKey($"{culture.TwoLetterISOLanguageName}/{kind}.txt") ? culture.TwoLetterISOLanguageName : Fallback;
        var text = Write($"{language}/{kind}.txt", model, null);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var inner = new Markup(Write($"{language}/{kind}.html", model, Html));
        return new MailContent(
            OneLine(text[..end]),
            Write($"{language}/layout.txt", new LayoutModel(model, text[end..].Trim()), null),
            Write($"{language}/layout.html", new LayoutModel(model, inner), Html)
        );
    }

    private string Write(string name, object model, HtmlEncoder? encoder)
    {
        var context = new EscapingContext(encoder)
        {
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            MemberRenamer = member => StandardMemberRenamer.Rename(member.Name),
            LoopLimit = 10_000,
        };
        var globals = new ScriptObject();
        globals.Import(model, renamer: context.MemberRenamer);
        context.PushGlobal(globals);
        return _templates[name].Render(context);
    }

    /// <summary>A value with a line break in it must not begin another header.</summary>
    private static string OneLine(string text)
    {
        var clean = new string([.. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]).Trim();
        return clean.Length <= SubjectLength ? clean : clean[..SubjectLength];
    }

    private static FrozenDictionary<string, Template> Load()
    {
        const string Prefix = "mail/";
        var assembly = Assembly.GetExecutingAssembly();
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Parse(assembly, name), StringComparer.Ordinal);
    }

    private static Template Parse(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var template = Template.Parse(reader.ReadToEnd(), name);
        return template.HasErrors ? throw new InvalidOperationException($"{name}: {string.Join("; ", template.Messages)}") : template;
    }

    /// <summary>Already escaped.</summary>
    private sealed record Markup(string Value)
    {
        public override string ToString() => Value;
    }

    private sealed record LayoutModel(object Mail, object Content);

    private sealed class EscapingContext(HtmlEncoder? encoder) : TemplateContext
    {
        public override TemplateContext Write(SourceSpan span, object? textAsObject) =>
            encoder is null || textAsObject is null or Markup
                ? base.Write(span, textAsObject)
                : Write(encoder.Encode(ObjectToString(textAsObject) ?? ""));
    }
}
