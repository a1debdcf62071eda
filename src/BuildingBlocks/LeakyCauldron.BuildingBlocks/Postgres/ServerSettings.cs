using System.Globalization;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>The private server's settings, for a small machine that it shares with the host.</summary>
internal static class ServerSettings
{
    public const string FileName = "leaky.conf";

    public static string Text(int port, EmbeddedPostgresOptions options)
    {
        var durable = options.Fsync ? "on" : "off";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = ''
            max_connections = {options.MaxConnections}
            password_encryption = 'scram-sha-256'

            shared_buffers = 256MB
            effective_cache_size = 1GB
            work_mem = 8MB
            maintenance_work_mem = 128MB
            random_page_cost = 1.1
            max_worker_processes = 4
            max_parallel_workers_per_gather = 1
            # Compiling a query costs more than any of ours takes.
            jit = off

            fsync = {durable}
            synchronous_commit = {durable}
            full_page_writes = {durable}
            wal_compression = on
            wal_buffers = 16MB
            min_wal_size = 256MB
            max_wal_size = 2GB
            checkpoint_timeout = 15min
            checkpoint_completion_target = 0.9

            # Outbox and inbox rows come and go quickly.
            autovacuum_naptime = 15s
            autovacuum_vacuum_cost_limit = 2000

            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            # Statements and details of errors can hold personal data.
            log_error_verbosity = terse
            log_min_error_statement = panic
            log_parameter_max_length_on_error = 0
            log_checkpoints = off

            """
        );
    }
}
