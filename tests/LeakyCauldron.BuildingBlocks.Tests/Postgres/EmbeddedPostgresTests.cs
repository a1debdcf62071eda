using LeakyCauldron.BuildingBlocks.Postgres;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Tests.Postgres;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Data_password_and_settings_outlive_a_restart_and_the_process_does_not_outlive_a_stop()
    {
        string firstConnection;
        int processId;
        await using (var server = await StartAsync())
        {
            firstConnection = server.ConnectionString;
            processId = server.ProcessId;
            server.Adopted.ShouldBeFalse();
            await ExecuteAsync(server, "CREATE TABLE potions (name text); INSERT INTO potions VALUES ('felix felicis')");
        }

        await Eventually.Async(() => !Directory.Exists($"/proc/{processId}"), "the stopped server's process to be gone");
        (await Should.ThrowAsync<NpgsqlException>(() => ScalarAsync(firstConnection, "SELECT 1"))).ShouldNotBeNull();

        await using var again = await StartAsync();
        (await ScalarAsync(again.ConnectionString, "SELECT name FROM potions")).ShouldBe("felix felicis");
        (await ScalarAsync(again.ConnectionString, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).ShouldBe(true);
        (await ScalarAsync(again.ConnectionString, "SHOW server_encoding")).ShouldBe("UTF8");
        (await ScalarAsync(again.ConnectionString, "SHOW fsync")).ShouldBe("off");
    }

    [Fact]
    public async Task Is_durable_unless_told_otherwise()
    {
        await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = _folder.Path });

        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes" })
        {
            (await ScalarAsync(server.ConnectionString, $"SHOW {setting}")).ShouldBe("on", setting);
        }
    }

    [Fact]
    public async Task Listens_on_loopback_only_and_asks_for_the_password()
    {
        await using var server = await StartAsync();

        (await ScalarAsync(server.ConnectionString, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
        (await ScalarAsync(server.ConnectionString, "SHOW unix_socket_directories")).ShouldBe("");
        var guessed = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Pooling = false }.ConnectionString;
        (await Should.ThrowAsync<PostgresException>(() => ScalarAsync(guessed, "SELECT 1"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        File.GetUnixFileMode(Path.Combine(server.Folder, "password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Runs_unprivileged_and_in_a_session_of_its_own()
    {
        await using var server = await StartAsync();

        var status = await File.ReadAllLinesAsync($"/proc/{server.ProcessId}/status");
        status.First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1].ShouldNotBe("0");
        // Fields after the program's name: state, parent, group, session.
        var stat = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/stat");
        stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3].ShouldBe(server.ProcessId.ToString());
    }

    /// <summary>At its first sign of life, and when it is ready but nobody has been told.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("ready")]
    public async Task A_start_that_is_given_up_leaves_no_server_and_nothing_to_recover(string sign)
    {
        var server = Path.Combine(_folder.Path, "postgres");
        var pidFile = Path.Combine(server, "data", "postmaster.pid");
        using var stop = new CancellationTokenSource();

        var start = EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = _folder.Path, Fsync = false }, stop.Token);
        while (!start.IsCompleted && !(File.Exists(pidFile) && File.ReadAllText(pidFile).Contains(sign, StringComparison.Ordinal)))
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => start);

        File.Exists(pidFile).ShouldBeFalse("the server removes it as it ends");
        await using var again = await StartAsync();
        again.Adopted.ShouldBeFalse();
        var log = string.Join('\n', Directory.GetFiles(server, "*.log*").Select(File.ReadAllText));
        log.ShouldContain("database system is shut down");
        log.ShouldNotContain("not properly shut down");
        log.ShouldNotContain("was interrupted");
    }

    [Fact]
    public async Task The_orphan_of_a_killed_host_is_adopted_and_then_stopped_with_the_new_one()
    {
        await using (var host = HostOfAServer())
        {
            var connection = await Eventually.Async(() => Task.FromResult(host.Output.FirstOrDefault()), "the first host's server");
            connection.ShouldStartWith("Host=");
            await ExecuteAsync(connection, "CREATE TABLE potions (name text); INSERT INTO potions VALUES ('polyjuice')");
            await host.KillAsync();
        }

        int processId;
        await using (var adopted = await StartAsync())
        {
            adopted.Adopted.ShouldBeTrue();
            processId = adopted.ProcessId;
            (await ScalarAsync(adopted.ConnectionString, "SELECT name FROM potions")).ShouldBe("polyjuice");
        }

        await Eventually.Async(() => !Directory.Exists($"/proc/{processId}"), "the stopped server's process to be gone");
    }

    [Fact]
    public async Task A_folder_of_a_live_host_is_refused()
    {
        await using var server = await StartAsync();

        var refusal = await Should.ThrowAsync<DataFolderInUseException>(StartAsync);

        refusal.Message.ShouldContain(_folder.Path);
        refusal.Message.ShouldContain($"process {Environment.ProcessId}");
        (await ScalarAsync(server.ConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_stale_process_number_that_now_belongs_to_another_program_does_not_prevent_the_start()
    {
        string folder;
        await using (var server = await StartAsync())
        {
            folder = server.Folder;
        }

        var own = Environment.ProcessId;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "data", "postmaster.pid"),
            $"{own}\n{folder}/data\n1700000000\n5999\n\n127.0.0.1\n  1 1\nready\n"
        );

        await using var again = await StartAsync();
        again.Adopted.ShouldBeFalse();
        again.ProcessId.ShouldNotBe(own);
    }

    [Fact]
    public async Task A_creation_that_was_interrupted_is_begun_anew()
    {
        var unfinished = Directory.CreateDirectory(Path.Combine(_folder.Path, "postgres", "data.new"));
        await File.WriteAllTextAsync(Path.Combine(unfinished.FullName, "PG_VERSION"), "15\n");

        await using var server = await StartAsync();

        (await ScalarAsync(server.ConnectionString, "SELECT 1")).ShouldBe(1);
        unfinished.Refresh();
        unfinished.Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_closed_to_the_servers_account_has_a_fallback_that_is_remembered()
    {
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        string folder;
        await using (var server = await StartAsync())
        {
            folder = server.Folder;
            await ExecuteAsync(server, "CREATE TABLE potions (name text)");
        }

        try
        {
            // Only root runs the server under another account, to which the folder is closed.
            folder.StartsWith(_folder.Path, StringComparison.Ordinal).ShouldBe(!Environment.IsPrivilegedProcess);
            await using var again = await StartAsync();
            again.Folder.ShouldBe(folder);
            (await ScalarAsync(again.ConnectionString, "SELECT count(*) FROM potions")).ShouldBe(0L);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Programs_that_are_missing_are_named_with_the_folder_that_lacks_them()
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = _folder.Path, BinDirectory = "/nonexistent" };

        var failure = await Should.ThrowAsync<PostgresNotFoundException>(() => EmbeddedPostgres.StartAsync(options));

        failure.Message.ShouldContain("/nonexistent");
        failure.Message.ShouldContain("initdb");
        failure.Message.ShouldNotContain("\n");
    }

    private DotnetProcess HostOfAServer() =>
        DotnetProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "LeakyCauldron.TestKit.dll"),
            ["postgres", _folder.Path],
            new Dictionary<string, string?>()
        );

    private Task<EmbeddedPostgres> StartAsync() => PostgresServer.StartPrivateAsync(_folder.Path);

    private static Task ExecuteAsync(EmbeddedPostgres server, string sql) => ExecuteAsync(server.ConnectionString, sql);

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
