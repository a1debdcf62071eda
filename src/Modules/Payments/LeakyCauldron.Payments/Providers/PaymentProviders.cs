using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Providers;

/// <summary>The providers that are really there.</summary>
internal sealed class PaymentProviders(IEnumerable<IPaymentProvider> all)
{
    public IReadOnlyList<IPaymentProvider> All { get; } = [.. all];

    public IPaymentProvider Get(string method) => All.Single(p => p.Method == method);

    public Result<IPaymentProvider> Check(string method, string? token) =>
        All.FirstOrDefault(p => p.Method == method) is not { } provider ? PaymentErrors.UnknownMethod
        : provider.Understands(token) ? new Result<IPaymentProvider>(provider, null)
        : PaymentErrors.UnknownToken;
}
