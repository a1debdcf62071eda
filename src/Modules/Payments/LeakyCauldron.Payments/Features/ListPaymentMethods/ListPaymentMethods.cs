using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Features.ListPaymentMethods;

internal sealed record ListPaymentMethods : IQuery<ItemList<PaymentMethodDto>>;

/// <param name="Method">As named in orders.</param>
/// <param name="Name">For people.</param>
/// <param name="RequiresToken">True if an order must bring the provider's token.</param>
internal sealed record PaymentMethodDto(string Method, string Name, bool RequiresToken);

internal sealed class ListPaymentMethodsHandler(PaymentProviders providers) : IRequestHandler<ListPaymentMethods, Result<ItemList<PaymentMethodDto>>>
{
    public Task<Result<ItemList<PaymentMethodDto>>> Handle(ListPaymentMethods query, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ItemList<PaymentMethodDto>>>(
            new ItemList<PaymentMethodDto>([.. providers.All.Select(p => new PaymentMethodDto(p.Method, p.Name, p.NeedsToken))])
        );
}

internal static class ListPaymentMethodsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/payments/methods",
                async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListPaymentMethods(), ct)).ToOk()
            )
            .Describe("listPaymentMethods", "Payments", "The ways to pay that are offered")
            .Produces<ItemList<PaymentMethodDto>>()
            .AllowAnonymous();
}
