using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Payments.Features;
using LeakyCauldron.Payments.Features.AskProviders;
using LeakyCauldron.Payments.Features.CapturePayment;
using LeakyCauldron.Payments.Features.GetPayment;
using LeakyCauldron.Payments.Features.ListPaymentMethods;
using LeakyCauldron.Payments.Features.RefundPayment;
using LeakyCauldron.Payments.Features.VoidPayment;
using LeakyCauldron.Payments.Gringotts;
using LeakyCauldron.Payments.Integration;
using LeakyCauldron.Payments.Persistence;
using LeakyCauldron.Payments.Providers;
using Npgsql;

namespace LeakyCauldron.Payments;

/// <summary>The Payments module.</summary>
public sealed class PaymentsModule : IModule
{
    /// <inheritdoc />
    public string Name => "payments";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<PaymentsDbContext>();
        module.MapEvents<PaymentEventMap>();
        module.Services.AddSingleton(GringottsOptions.From(module.Configuration));
        module.Services.AddSingleton(p => new GringottsBank(
            p.GetRequiredKeyedService<NpgsqlDataSource>("payments"),
            p.GetRequiredService<GringottsOptions>()
        ));
        module.Services.AddSingleton<IPaymentProvider, GringottsProvider>();
        module.Services.AddSingleton<IPaymentProvider, CashOnDelivery>();
        module.Services.AddSingleton<PaymentProviders>();
        module.Services.AddScoped<PaymentWork>();
        module.On<PersonErasedV1, PaymentsPersonalData>();
        module.AddPersonalData<PaymentsPersonalData>();
        module.AddJob<AskProvidersJob>(TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        ListPaymentMethodsEndpoint.Map(api);
        GetPaymentEndpoint.Map(api);
        CapturePaymentEndpoint.Map(api);
        VoidPaymentEndpoint.Map(api);
        RefundPaymentEndpoint.Map(api);
        GringottsChallenge.Map(api);
    }
}
