using System.Net;
using System.Net.Sockets;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Postgres;

namespace LeakyCauldron.Host.Startup;

/// <summary>With no connection string, a Postgres of our own under the data folder, stopped with the host.</summary>
internal static class PrivatePostgres
{
    public static async Task<IAsyncDisposable?> AddPostgresAsync(this WebApplicationBuilder builder, Verb verb, CancellationToken ct)
    {
        var configuration = builder.Configuration;
        if (verb == Verb.Docs)
        {
            return null;
        }

        if (!string.IsNullOrWhiteSpace(configuration.GetConnectionString("Postgres")))
        {
            // A database that was given may have other hosts; one of our own has none.
            configuration["Jobs:Clustered"] ??= "true";
            return null;
        }

        var options = new EmbeddedPostgresOptions { DataDirectory = configuration["DATA_DIR"]! };
        if (verb == Verb.Outbox)
        {
            return await BorrowAsync(configuration, options, ct);
        }

        RefuseTakenPort(configuration["BIND"]!, configuration.GetValue<int>("PORT"));
        return await StartAsync(configuration, options, ct);
    }

    private static async Task<IAsyncDisposable> StartAsync(IConfiguration configuration, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var postgres = await EmbeddedPostgres.StartAsync(options, ct);
        configuration["ConnectionStrings:Postgres"] = postgres.ConnectionString;
        return postgres;
    }

    /// <summary>A command uses the running host's; where no host runs, it starts the server for as long as the command takes.</summary>
    private static async Task<IAsyncDisposable?> BorrowAsync(IConfiguration configuration, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        if (!RunningPostgres.ExistsIn(options.DataDirectory))
        {
            throw new InvalidStartException(
                $"There is no shop in {options.DataDirectory}: set DATA_DIR to its data folder, or ConnectionStrings__Postgres to its database."
            );
        }

        try
        {
            return await StartAsync(configuration, options, ct);
        }
        catch (DataFolderInUseException)
        {
            configuration["ConnectionStrings:Postgres"] = await RunningPostgres.ConnectionStringAsync(options, ct);
            return null;
        }
    }

    /// <summary>Told before a database is made, not after.</summary>
    private static void RefuseTakenPort(string bind, int port)
    {
        if (!IPAddress.TryParse(bind, out var address))
        {
            throw new InvalidStartException($"BIND is \"{bind}\"; it must be an IP address.");
        }

        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new InvalidStartException($"Port {port} on {bind} cannot be used: {e.Message}. Set PORT to a free one.");
        }
    }
}
