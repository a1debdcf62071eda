namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>
/// The queue of those who change one cart in this process. Versions alone would keep them right, but of many at once all but one would work in vain and start again.
/// Writers of other hosts still meet at the version.
/// </summary>
internal static class CartTurns
{
    private static readonly SemaphoreSlim[] Stripes = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn; disposing of it gives it to the next.</summary>
    public static async Task<IDisposable> TakeAsync(Guid key, CancellationToken ct)
    {
        var stripe = StripeOf(key);
        await stripe.WaitAsync(ct);
        return new Turn(stripe);
    }

    /// <summary>Whether somebody has the turn.</summary>
    public static bool IsTaken(Guid key) => StripeOf(key).CurrentCount == 0;

    private static SemaphoreSlim StripeOf(Guid key) => Stripes[(uint)key.GetHashCode() % Stripes.Length];

    private sealed class Turn(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}

/// <summary>Lets the writers of one cart into the pipeline one after the other.</summary>
internal sealed class CartWriteGate : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var key = Guid.TryParse(context.HttpContext.Request.RouteValues["id"]?.ToString(), out var id) ? id : Guid.Empty;
        using var turn = await CartTurns.TakeAsync(key, context.HttpContext.RequestAborted);
        return await next(context);
    }
}
