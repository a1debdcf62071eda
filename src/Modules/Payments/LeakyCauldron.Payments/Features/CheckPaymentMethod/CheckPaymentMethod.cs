using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Features.CheckPaymentMethod;

internal sealed class CheckPaymentMethodHandler(PaymentProviders providers)
    : IRequestHandler<Contracts.CheckPaymentMethod, Result<PaymentMethodCheck>>
{
    public Task<Result<PaymentMethodCheck>> Handle(Contracts.CheckPaymentMethod query, CancellationToken cancellationToken)
    {
        var provider = providers.Check(query.Method, query.Token);
        return Task.FromResult<Result<PaymentMethodCheck>>(
            provider.IsError ? provider.Error : new PaymentMethodCheck(provider.Value.Method, provider.Value.Name)
        );
    }
}
