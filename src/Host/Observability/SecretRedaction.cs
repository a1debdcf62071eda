using System.Text.RegularExpressions;
using Serilog.Core;
using Serilog.Events;

namespace LeakyCauldron.Host.Observability;

/// <summary>Last line of defence: a property that by its name holds a secret, or a text that by its form is one, is not written.</summary>
internal sealed partial class SecretRedaction : ILogEventEnricher
{
    private static readonly string[] Names = ["password", "secret", "token", "authorization", "cookie", "apikey", "connectionstring"];

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? replaced = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (Array.Exists(Names, n => name.Contains(n, StringComparison.OrdinalIgnoreCase)))
            {
                (replaced ??= []).Add(new LogEventProperty(name, new ScalarValue("[redacted]")));
            }
            else if (value is ScalarValue { Value: string text } && Secret().IsMatch(text))
            {
                (replaced ??= []).Add(new LogEventProperty(name, new ScalarValue(Secret().Replace(text, "[redacted]"))));
            }
        }

        foreach (var property in replaced ?? [])
        {
            logEvent.AddOrUpdateProperty(property);
        }
    }

    /// <summary>JSON web tokens, bearer headers, passwords in connection strings, and the keys of guest carts in paths.</summary>
    [GeneratedRegex(@"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|Bearer\s+\S+|(?i:password)\s*=\s*[^;]+|(?<=/carts/)[0-9a-fA-F-]{36}", RegexOptions.None, 100)]
    private static partial Regex Secret();
}
