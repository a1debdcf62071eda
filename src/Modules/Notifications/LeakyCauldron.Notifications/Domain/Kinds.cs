namespace LeakyCauldron.Notifications.Domain;

/// <summary>What a notification is about; the names are public and are those of the mail templates.</summary>
internal static class Kinds
{
    public const string Welcome = "welcome";
    public const string AccountExists = "account_exists";
    public const string EmailConfirmation = "email_confirmation";
    public const string PasswordReset = "password_reset";
    public const string EmailChange = "email_change";
    public const string EmailChangeNotice = "email_change_notice";
    public const string OrderConfirmed = "order_confirmed";
    public const string OrderCancelled = "order_cancelled";
    public const string OrderShipped = "order_shipped";
    public const string OrderDelivered = "order_delivered";
    public const string OrderRefunded = "order_refunded";
    public const string OrderReduced = "order_reduced";
    public const string ReturnRequested = "return_requested";
    public const string ReturnReceived = "return_received";
    public const string ReturnRejected = "return_rejected";
    public const string BackInStock = "back_in_stock";
    public const string Marketing = "marketing";

    public static readonly IReadOnlyList<string> All =
    [
        Welcome,
        AccountExists,
        EmailConfirmation,
        PasswordReset,
        EmailChange,
        EmailChangeNotice,
        OrderConfirmed,
        OrderCancelled,
        OrderShipped,
        OrderDelivered,
        OrderRefunded,
        OrderReduced,
        ReturnRequested,
        ReturnReceived,
        ReturnRejected,
        BackInStock,
        Marketing,
    ];

    /// <summary>The others are of the account, or marketing.</summary>
    public static bool IsOfOrder(string kind) =>
        kind.StartsWith("order_", StringComparison.Ordinal) || kind.StartsWith("return_", StringComparison.Ordinal);
}
