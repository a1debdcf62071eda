using System.Net;
using System.Net.Sockets;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Postgres;

namespace LeakyCauldron.Host.Startup;

/// <summary>With no connection string, a Postgres of our own under the data folder, stopped with the host.</summary>
internal static class PrivatePostgres
{
    public static async Task<IAsyncDisposable?> AddPostgresAsync(this WebApplicationBuilder builder, Verb verb)
    {
        var configuration = builder.Configuration;
        if (verb == Verb.Docs || !string.IsNullOrWhiteSpace(configuration.GetConnectionString("Postgres")))
        {
            return null;
        }

        if (!string.IsNullOrWhiteSpace(configuration["Registry:Url"]))
        {
            throw new InvalidStartException(
                "A process with Registry__Url needs ConnectionStrings__Postgres; it does not start a Postgres of its own."
            );
        }

        RefuseTakenPort(configuration["BIND"]!, configuration.GetValue<int>("PORT"));
        var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = configuration["DATA_DIR"]! },
            CancellationToken.None
        );
        configuration["ConnectionStrings:Postgres"] = postgres.ConnectionString;
        return postgres;
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
