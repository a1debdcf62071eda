using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>Warnings go to the output of the test that is running, to be read if it fails.</summary>
internal sealed class TestOutputLogs : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            TestContext.Current.SendDiagnosticMessage($"{logLevel}: {formatter(state, exception)} {exception?.Message}");
        }
    }

    public void Dispose() { }
}
