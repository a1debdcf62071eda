namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>The account that owns the data and runs the server: our own, or an unprivileged one where we are root, whom Postgres refuses.</summary>
internal sealed record ServerAccount(string? User, string? Group)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private static readonly ServerAccount Own = new(null, null);

    public bool IsOwn => User is null;

    /// <summary>The owner of the data where there is data, so that root can go on with what a person began; else a service account of the machine.</summary>
    public static async Task<ServerAccount> ChooseAsync(string existingData, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return Own;
        }

        if (Directory.Exists(existingData))
        {
            var owner = await Shell.RunAsync("stat", ["-c", "%u %g", existingData], ct);
            if (owner.Succeeded && owner.Output.Split(' ') is [var user, var group] && user != "0")
            {
                return new ServerAccount(user, group);
            }
        }

        foreach (var candidate in Candidates)
        {
            var user = await Shell.RunAsync("id", ["-u", candidate], ct);
            var group = await Shell.RunAsync("id", ["-g", candidate], ct);
            if (user.Succeeded && group.Succeeded)
            {
                return new ServerAccount(user.Output, group.Output);
            }
        }

        throw new EmbeddedPostgresException(
            $"PostgreSQL does not run as root, and this machine has none of the accounts {string.Join(", ", Candidates)} to run it: start the host as another user."
        );
    }

    public Task<ShellResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct) =>
        IsOwn
            ? Shell.RunAsync(program, arguments, ct)
            : Shell.RunAsync("setpriv", [$"--reuid={User}", $"--regid={Group}", "--clear-groups", "--", program, .. arguments], ct);

    /// <summary>Gives a file or folder that we made to the account; false where the file system or its parent folders do not allow the account to use it.</summary>
    public async Task<bool> TakeAsync(string path, CancellationToken ct) =>
        IsOwn || ((await Shell.RunAsync("chown", [$"{User}:{Group}", path], ct)).Succeeded && (await RunAsync("test", ["-w", path], ct)).Succeeded);
}
