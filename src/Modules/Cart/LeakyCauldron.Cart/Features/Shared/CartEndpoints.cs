namespace LeakyCauldron.Cart.Features.Shared;

internal static class CartEndpoints
{
    private static readonly CartWriteGate Gate = new();

    /// <summary>What every write to one cart is and answers.</summary>
    public static RouteHandlerBuilder IsCartWrite(this RouteHandlerBuilder endpoint)
    {
        endpoint.AddEndpointFilter(Gate);
        return endpoint.Produces<CartDto>().ProducesProblems(404, 412, 503).Idempotent().AllowAnonymous();
    }
}

internal static class CouponCode
{
    public static string Normalize(string code) => code.Trim().ToUpperInvariant();
}
