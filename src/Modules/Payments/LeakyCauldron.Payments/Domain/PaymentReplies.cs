using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Domain;

/// <summary>What a provider's answers do to a payment.</summary>
internal sealed partial class Payment
{
    /// <summary>Applies what the provider answered; an operation that is closed already is left as it is.</summary>
    public void Apply(PaymentOperation operation, ProviderReply reply, DateTimeOffset now)
    {
        if (!operation.IsOpen)
        {
            return;
        }

        Touch(now);
        Reference = reply.Reference ?? Reference;
        switch (operation.Kind)
        {
            case OperationKind.Refund:
                ApplyRefund(operation, reply, now);
                break;
            case OperationKind.Void:
                ApplyVoid(operation, reply, now);
                break;
            default:
                ApplyCharge(operation, reply, now);
                break;
        }
    }

    private void ApplyCharge(PaymentOperation operation, ProviderReply reply, DateTimeOffset now)
    {
        ActionUrl = reply.ActionUrl;
        switch (reply.State)
        {
            case ProviderState.Processing:
                MoveTo(operation.Kind == OperationKind.Capture ? PaymentStatus.Authorized : PaymentStatus.Pending);
                operation.AskAgain(now);
                break;
            case ProviderState.RequiresAction:
                MoveTo(PaymentStatus.RequiresAction);
                operation.AskAgain(now);
                break;
            case ProviderState.Authorized:
                MoveTo(PaymentStatus.Authorized);
                Close(operation, OperationStatus.Succeeded, null, now);
                break;
            case ProviderState.Captured:
                Close(operation, OperationStatus.Succeeded, null, now);
                Book(operation, now);
                break;
            case ProviderState.Declined when operation.Kind == OperationKind.Authorize:
                DeclineCode = reply.Code ?? "declined";
                MoveTo(PaymentStatus.Declined);
                Close(operation, OperationStatus.Failed, DeclineCode, now);
                Raise(new PaymentDeclined(DeclineCode));
                break;
            case ProviderState.Voided:
                Close(operation, OperationStatus.Failed, reply.Code ?? "voided", now);
                EndWithoutMoney();
                break;
            default:
                Close(operation, OperationStatus.Failed, reply.Code ?? "refused", now);
                break;
        }
    }

    private void ApplyVoid(PaymentOperation operation, ProviderReply reply, DateTimeOffset now)
    {
        switch (reply.State)
        {
            case ProviderState.Voided:
                Close(operation, OperationStatus.Succeeded, null, now);
                foreach (var open in _operations.Where(o => o.IsOpen))
                {
                    Close(open, OperationStatus.Failed, "voided", now);
                }

                EndWithoutMoney();
                break;
            case ProviderState.Captured or ProviderState.Declined:
                // Too late: the money question was decided meanwhile, and that answer counts.
                Close(operation, OperationStatus.Failed, reply.Code ?? "too_late", now);
                if (_operations.FirstOrDefault(o => o is { IsOpen: true, Kind: OperationKind.Authorize or OperationKind.Capture }) is { } charge)
                {
                    ApplyCharge(charge, reply, now);
                }

                break;
            default:
                operation.AskAgain(now);
                break;
        }
    }

    private void ApplyRefund(PaymentOperation operation, ProviderReply reply, DateTimeOffset now)
    {
        if (reply.State == ProviderState.Processing)
        {
            operation.AskAgain(now);
            return;
        }

        if (reply.State != ProviderState.Refunded)
        {
            Close(operation, OperationStatus.Failed, reply.Code ?? "refund_failed", now);
            return;
        }

        Close(operation, OperationStatus.Succeeded, null, now);
        Refunded = checked(Refunded + operation.Amount);
        MoveTo(Refunded == Captured ? PaymentStatus.Refunded : PaymentStatus.PartiallyRefunded);
        _ledger.AddRange(LedgerEntry.Refund(this, operation.Id, operation.Amount, now));
        Raise(new PaymentRefunded(operation.Id, new(operation.Amount, Currency), new(Refunded, Currency)));
    }

    private void Book(PaymentOperation operation, DateTimeOffset now)
    {
        Captured = operation.Amount;
        MoveTo(PaymentStatus.Captured);
        if (Captured > 0)
        {
            _ledger.AddRange(LedgerEntry.Capture(this, operation.Id, Captured, now));
        }

        Raise(new PaymentCaptured(new(Captured, Currency)));
    }

    private void EndWithoutMoney()
    {
        (ActionUrl, Token) = (null, null);
        if (Status != PaymentStatus.Voided)
        {
            MoveTo(PaymentStatus.Voided);
            Raise(new PaymentVoided());
        }
    }
}
