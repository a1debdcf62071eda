using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Payments.Features;
using LeakyCauldron.Payments.Features.AskProviders;
using LeakyCauldron.Payments.Features.CapturePayment;
using LeakyCauldron.Payments.Features.GetPayment;
using LeakyCauldron.Payments.Features.HandleWebhooks;
using LeakyCauldron.Payments.Features.ListPaymentMethods;
using LeakyCauldron.Payments.Features.ListWebhooks;
using LeakyCauldron.Payments.Features.ReceiveWebhook;
using LeakyCauldron.Payments.Features.Reconcile;
using LeakyCauldron.Payments.Features.RefundPayment;
using LeakyCauldron.Payments.Features.ReplayWebhook;
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
        module.Services.AddScoped<NoticeWork>();
        module.Services.AddScoped<Books>();
        module.Services.AddScoped<Reconciler>();
        module.On<PersonErasedV1, PaymentsPersonalData>();
        module.AddPersonalData<PaymentsPersonalData>();
        module.AddJob<AskProvidersJob>(TimeSpan.FromSeconds(1));
        module.AddJob<ReconcileJob>(TimeSpan.FromHours(1));
        module.AddJob<HandleWebhooksJob>(TimeSpan.FromSeconds(5));
        AddBankPost(module);
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
        ReceiveWebhookEndpoint.Map(api);
        ReconcileEndpoint.Map(api);
        ListWebhooksEndpoint.Map(api);
        ReplayWebhookEndpoint.Map(api);
    }

    private static void AddBankPost(ModuleBuilder module)
    {
        var bank = GringottsOptions.From(module.Configuration);
        if (bank.WebhookUrl is null)
        {
            return;
        }

        if (bank.WebhookSecrets.Count == 0)
        {
            throw new InvalidOperationException("Payments:Gringotts:WebhookUrl needs Payments:Gringotts:WebhookSecrets.");
        }

        module.Services.AddHttpClient(GringottsPost.ClientName, http => http.Timeout = TimeSpan.FromSeconds(10));
        module.AddJob<GringottsPost>(TimeSpan.FromSeconds(1));
    }
}
