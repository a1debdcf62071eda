using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Tests.Harness;

/// <summary>The least that a bank must be: one charge, decided once, and every request known by its key.</summary>
internal sealed class ModelBank(ProviderState course, bool capture)
{
    private readonly Dictionary<string, ProviderReply> _refunds = new(StringComparer.Ordinal);
    private ProviderState? _charge;
    private long _amount;

    public long Captured { get; private set; }

    public long Refunded { get; private set; }

    /// <summary>The shopper's answer, or time.</summary>
    public void Decide(bool approve)
    {
        if (_charge is ProviderState.Processing or ProviderState.RequiresAction)
        {
            Become(approve ? Taken : ProviderState.Declined);
        }
    }

    public ProviderReply Do(PaymentOperation operation) =>
        operation.Kind switch
        {
            OperationKind.Authorize => Charge(operation.Amount),
            OperationKind.Capture => Capture(),
            OperationKind.Void => Void(),
            _ => Refund(operation),
        };

    private ProviderState Taken => capture ? ProviderState.Captured : ProviderState.Authorized;

    private ProviderReply Charge(long amount)
    {
        if (_charge is null)
        {
            _amount = amount;
            Become(course == ProviderState.Captured ? Taken : course);
        }

        return new(_charge!.Value);
    }

    private ProviderReply Capture()
    {
        if (_charge == ProviderState.Authorized)
        {
            Become(ProviderState.Captured);
        }

        return new(_charge!.Value);
    }

    private ProviderReply Void()
    {
        if (_charge is not (ProviderState.Captured or ProviderState.Declined))
        {
            Become(ProviderState.Voided);
        }

        return new(_charge!.Value);
    }

    private ProviderReply Refund(PaymentOperation operation)
    {
        if (!_refunds.TryGetValue(operation.Key, out var reply))
        {
            var may = operation.Amount <= Captured - Refunded;
            Refunded += may ? operation.Amount : 0;
            _refunds[operation.Key] = reply = new(may ? ProviderState.Refunded : ProviderState.Declined);
        }

        return reply;
    }

    private void Become(ProviderState state)
    {
        _charge = state;
        Captured = state == ProviderState.Captured ? _amount : Captured;
    }
}
