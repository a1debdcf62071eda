namespace LeakyCauldron.Identity.Tests;

/// <summary>One host for the tests of a class that do not mind each other.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    public IdentityHost Host { get; private set; } = null!;

    /// <summary>Somebody with all kinds of tokens.</summary>
    public Lazy<Task<Tokens>> Person { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await IdentityHost.StartAsync();
        Person = new(() => Host.RegisterAndSignInAsync("somebody@example.com"));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
