namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>
/// Lets the writers of one cart into this process's pipeline one after the other. Versions alone would keep them right, but of many at once all but one would
/// work in vain and start again. Writers of other hosts still meet at the version.
/// </summary>
internal sealed class CartWriteGate : IEndpointFilter
{
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1, 1))];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var key = Guid.TryParse(context.HttpContext.Request.RouteValues["id"]?.ToString(), out var id) ? id : Guid.Empty;
        var stripe = _stripes[(uint)key.GetHashCode() % _stripes.Length];
        await stripe.WaitAsync(context.HttpContext.RequestAborted);
        try
        {
            return await next(context);
        }
        finally
        {
            stripe.Release();
        }
    }
}
