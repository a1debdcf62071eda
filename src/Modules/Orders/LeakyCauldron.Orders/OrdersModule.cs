using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Checkouts;
using LeakyCauldron.Orders.Features.AddNote;
using LeakyCauldron.Orders.Features.CancelOrder;
using LeakyCauldron.Orders.Features.ClaimOrder;
using LeakyCauldron.Orders.Features.DeliverOrder;
using LeakyCauldron.Orders.Features.EditItems;
using LeakyCauldron.Orders.Features.FindOrder;
using LeakyCauldron.Orders.Features.GetInvoice;
using LeakyCauldron.Orders.Features.GetOrder;
using LeakyCauldron.Orders.Features.ListAllOrders;
using LeakyCauldron.Orders.Features.ListOrders;
using LeakyCauldron.Orders.Features.PlaceOrder;
using LeakyCauldron.Orders.Features.ProcessOrder;
using LeakyCauldron.Orders.Features.ReceiveReturn;
using LeakyCauldron.Orders.Features.RefundOrder;
using LeakyCauldron.Orders.Features.RejectReturn;
using LeakyCauldron.Orders.Features.ReorderOrder;
using LeakyCauldron.Orders.Features.RequestReturn;
using LeakyCauldron.Orders.Features.ShipOrder;
using LeakyCauldron.Orders.Instructions;
using LeakyCauldron.Orders.Integration;
using LeakyCauldron.Orders.Persistence;
using LeakyCauldron.Orders.SampleData;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Orders;

/// <summary>The Orders module.</summary>
public sealed class OrdersModule : IModule
{
    /// <inheritdoc />
    public string Name => "orders";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<OrdersDbContext>();
        module.MapEvents<OrderEventMap>();
        module.Services.AddSingleton(OrdersOptions.From(module.Configuration));
        module.Services.AddScoped<CheckoutProcess>();
        module.Services.AddScoped<CheckoutRunner>();
        module.Services.AddScoped<InstructionRunner>();
        module.On<PaymentCapturedV1, RecordCaptureOnPaymentCaptured>();
        module.On<PaymentFailedV1, ResumeCheckoutOnPaymentFailed>();
        module.On<PaymentRefundedV1, RecordRefundOnPaymentRefunded>();
        module.On<PaymentVoidedV1, RecordVoidOnPaymentVoided>();
        module.On<PersonErasedV1, OrdersPersonalData>();
        module.AddPersonalData<OrdersPersonalData>();
        module.AddJob<OpenWorkJob>(TimeSpan.FromSeconds(1));
        module.AddSampleData<PastOrders>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        PlaceOrderEndpoint.Map(api);
        GetOrderEndpoint.Map(api);
        ListOrdersEndpoint.Map(api);
        FindOrderEndpoint.Map(api);
        CancelOrderEndpoint.Map(api);
        ProcessOrderEndpoint.Map(api);
        ShipOrderEndpoint.Map(api);
        DeliverOrderEndpoint.Map(api);
        RefundOrderEndpoint.Map(api);
        ReorderOrderEndpoint.Map(api);
        GetInvoiceEndpoint.Map(api);
        ClaimOrderEndpoint.Map(api);
        EditItemsEndpoint.Map(api);
        AddNoteEndpoint.Map(api);
        RequestReturnEndpoint.Map(api);
        ReceiveReturnEndpoint.Map(api);
        RejectReturnEndpoint.Map(api);
        ListAllOrdersEndpoint.Map(api);
    }
}
