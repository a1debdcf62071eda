using System.Net.Sockets;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Postgres;
using Npgsql;
using Serilog;

namespace LeakyCauldron.Host.Startup;

/// <summary>A start that cannot work ends with one clear line and a non-zero exit code, not with a stack trace.</summary>
internal static class StartFailures
{
    public static async Task<int> GuardAsync(Func<CancellationToken, Task<int>> run, CancellationToken stop)
    {
        try
        {
            return await run(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (Explain(e) is { } line)
        {
            await Console.Error.WriteLineAsync($"leaky-cauldron: {line}");
            return 1;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    private static string? Explain(Exception e) =>
        e switch
        {
            InvalidStartException or EmbeddedPostgresException => e.Message,
            AggregateException { InnerException: { } inner } => Explain(inner),
            IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{e.Message} Set PORT to a free one.",
            PostgresException p => $"Postgres refused: {p.MessageText} (SQLSTATE {p.SqlState}). Check ConnectionStrings__Postgres.",
            NpgsqlException { InnerException: SocketException or TimeoutException or IOException } n =>
                $"Postgres cannot be reached: {n.InnerException!.Message}. Check ConnectionStrings__Postgres.",
            NpgsqlException n => $"Postgres cannot be reached: {n.Message}. Check ConnectionStrings__Postgres.",
            ArgumentException a when a.StackTrace?.Contains("NpgsqlConnectionStringBuilder", StringComparison.Ordinal) == true =>
                $"A connection string is not valid: {a.Message}",
            FormatException f when f.StackTrace?.Contains("NpgsqlConnectionStringBuilder", StringComparison.Ordinal) == true =>
                $"A connection string is not valid: {f.Message}",
            _ => null,
        };
}
