using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Campaigns;
using LeakyCauldron.Notifications.Features.CreateCampaign;
using LeakyCauldron.Notifications.Features.CreateWebhook;
using LeakyCauldron.Notifications.Features.DeleteWebhook;
using LeakyCauldron.Notifications.Features.EnableWebhook;
using LeakyCauldron.Notifications.Features.GetCampaign;
using LeakyCauldron.Notifications.Features.IssueStreamTicket;
using LeakyCauldron.Notifications.Features.ListCampaigns;
using LeakyCauldron.Notifications.Features.ListDeadDeliveries;
using LeakyCauldron.Notifications.Features.ListDeliveries;
using LeakyCauldron.Notifications.Features.ListNotifications;
using LeakyCauldron.Notifications.Features.ListWebhookDeliveries;
using LeakyCauldron.Notifications.Features.ListWebhooks;
using LeakyCauldron.Notifications.Features.MarkAllNotificationsRead;
using LeakyCauldron.Notifications.Features.MarkNotificationRead;
using LeakyCauldron.Notifications.Features.OpenMailLink;
using LeakyCauldron.Notifications.Features.PreviewTemplate;
using LeakyCauldron.Notifications.Features.RedeliverWebhook;
using LeakyCauldron.Notifications.Features.ReplayDelivery;
using LeakyCauldron.Notifications.Features.RunCampaign;
using LeakyCauldron.Notifications.Features.StreamNotifications;
using LeakyCauldron.Notifications.Features.Unsubscribe;
using LeakyCauldron.Notifications.Integration;
using LeakyCauldron.Notifications.Live;
using LeakyCauldron.Notifications.Mail;
using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Unsubscribing;
using LeakyCauldron.Notifications.Webhooks;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications;

/// <summary>The Owlery: mails, the inbox in the shop, and its live stream.</summary>
public sealed class NotificationsModule : IModule
{
    /// <inheritdoc />
    public string Name => NotificationsDbContext.Schema;

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        var commits = new CommitSignal();
        module.Services.AddSingleton(commits);
        module.AddDatabase<NotificationsDbContext>(options => options.AddInterceptors(commits));
        AddEvents(module);
        AddMail(module);
        AddWebhooks(module);
        AddCampaigns(module);
        module.Services.AddSingleton<LiveStreams>();
        module.Services.AddHostedService(provider => provider.GetRequiredService<LiveStreams>());
        module.AddJob<RemoveOldRows>(TimeSpan.FromHours(1));
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        ListNotificationsEndpoint.Map(api);
        MarkNotificationReadEndpoint.Map(api);
        MarkAllNotificationsReadEndpoint.Map(api);
        IssueStreamTicketEndpoint.Map(api);
        StreamNotificationsEndpoint.Map(api);
        ListDeadDeliveriesEndpoint.Map(api);
        ReplayDeliveryEndpoint.Map(api);
        OpenMailLinkEndpoint.Map(api);
        ListWebhooksEndpoint.Map(api);
        CreateWebhookEndpoint.Map(api);
        DeleteWebhookEndpoint.Map(api);
        EnableWebhookEndpoint.Map(api);
        ListWebhookDeliveriesEndpoint.Map(api);
        RedeliverWebhookEndpoint.Map(api);
        UnsubscribeEndpoint.Map(api);
        CreateCampaignEndpoint.Map(api);
        ListCampaignsEndpoint.Map(api);
        GetCampaignEndpoint.Map(api);
        RunCampaignEndpoints.Map(api);
        ListDeliveriesEndpoint.Map(api);
        PreviewTemplateEndpoint.Map(api);
    }

    private static void AddEvents(ModuleBuilder module)
    {
        module.Services.AddScoped<NoticeWriter>();
        module.On<UserRegisteredV1, WelcomeOnUserRegistered>();
        module.On<RegistrationAttemptedV1, WarnOnRegistrationAttempted>();
        module.On<EmailConfirmationRequestedV1, MailTokenOnEmailConfirmationRequested>();
        module.On<PasswordResetRequestedV1, MailTokenOnPasswordResetRequested>();
        module.On<PersonErasedV1, NotificationsPersonalData>();
        module.AddPersonalData<NotificationsPersonalData>();
        module.On<EmailChangeRequestedV1, MailBothOnEmailChangeRequested>();
        module.On<OrderConfirmedV1, TellOnOrderConfirmed>();
        module.On<OrderCancelledV1, TellOnOrderCancelled>();
        module.On<OrderShippedV1, TellOnOrderShipped>();
        module.On<OrderDeliveredV1, TellOnOrderDelivered>();
        module.On<OrderRefundedV1, TellOnOrderRefunded>();
        module.On<OrderItemsReducedV1, TellOnOrderItemsReduced>();
        module.On<ReturnRequestedV1, TellOnReturnRequested>();
        module.On<ReturnReceivedV1, TellOnReturnReceived>();
        module.On<ReturnRejectedV1, TellOnReturnRejected>();
        module.On<BackInStockV1, TellOnBackInStock>();
    }

    private static void AddCampaigns(ModuleBuilder module)
    {
        module.Services.AddSingleton<UnsubscribeTokens>();
        module.Services.AddScoped<MarketingComposer>();
        module.Services.AddScoped<CampaignRunner>();
        module.On<OrderConfirmedV1, CountBuyers>();
        module.On<OrderClaimedV1, CountBuyers>();
        module.AddWorker<CampaignWorker>();
    }

    private static void AddWebhooks(ModuleBuilder module)
    {
        module.Services.AddSingleton(WebhookSettings.Read(module.Configuration));
        module.Services.AddSingleton<PublicNetwork>();
        module.Services.AddSingleton<WebhookQueue>();
        module
            .Services.AddHttpClient(WebhookSender.ClientName, http => http.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(services => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                MaxResponseHeadersLength = 16,
                ConnectCallback = services.GetRequiredService<PublicNetwork>().ConnectAsync,
            })
            .RemoveAllLoggers();
        module.InBatches<QueueWebhooks>(WebhookEvents.Types);
        module.AddWorker<WebhookWorker>();
    }

    private static void AddMail(ModuleBuilder module)
    {
        var settings = MailSettings.Read(module.Configuration);
        module.Services.AddSingleton(settings);
        module.Services.AddSingleton<MailTemplates>();
        module.Services.AddSingleton<DeliveryQueue>();
        module.Services.AddScoped<MailComposer>();
        _ = settings.Smtp is null
            ? module.Services.AddScoped<IMailTransport, FileMailTransport>()
            : module.Services.AddScoped<IMailTransport, SmtpMailTransport>();
        module.AddWorker<MailWorker>();
    }
}
