using LeakyCauldron.Orders.Checkouts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Orders.Instructions;

/// <summary>Gives one instruction to Payments and writes down what came of it, each in a transaction of its own.</summary>
internal sealed class InstructionRunner(OrdersDbContext db, IModuleClient modules, TimeProvider clock)
{
    private const int Attempts = 8;

    public async Task<InstructionStatus> RunAsync(Guid id, CancellationToken ct)
    {
        var claim = new Claim();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(id, claim, ct);
            }
            catch (DbUpdateException e) when (attempt < Attempts && Retryable.IsLostRace(e))
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<InstructionStatus> TryAsync(Guid id, Claim claim, CancellationToken ct)
    {
        var instruction = await db.Instructions.SingleAsync(i => i.Id == id, ct);
        var now = clock.GetUtcNow();
        if (instruction.Status != InstructionStatus.Open || (!claim.IsMine && instruction.RunAfter > now))
        {
            // Done, or another process is at it: of many at once all but one would only disturb.
            return instruction.Status;
        }

        if (!claim.IsMine)
        {
            instruction.Claim(now);
            await db.SaveChangesAsync(ct);
            claim.IsMine = true;
        }

        var outcome = await SendAsync(instruction, ct);
        var order = await db.Orders.Include(o => o.Lines).Include(o => o.Timeline).SingleAsync(o => o.Id == instruction.OrderId, ct);
        Apply(instruction, order, outcome);
        await db.SaveChangesAsync(ct);
        return instruction.Status;
    }

    private Task<Result<PaymentOutcome>> SendAsync(PaymentInstruction instruction, CancellationToken ct) =>
        instruction.Kind == InstructionKind.Cancel
            ? modules.Send(new CancelPayment(instruction.PaymentId, instruction.Reason), ct)
            : modules.Send(
                new RefundPayment(instruction.PaymentId, instruction.Id, new(instruction.Amount, instruction.Currency), instruction.Reason),
                ct
            );

    private void Apply(PaymentInstruction instruction, Order order, Result<PaymentOutcome> outcome)
    {
        var now = clock.GetUtcNow();
        if (outcome.IsError && outcome.Error.Kind != ErrorKind.Unavailable)
        {
            instruction.Close(InstructionStatus.Refused, outcome.Error.Code, now);
            order.TakeBackRefund(instruction.Items, now);
            return;
        }

        if (outcome.IsError || !IsDone(instruction, outcome.Value))
        {
            instruction.Wait(now);
            return;
        }

        order.RecordRefund(outcome.Value.Refunded, now);
        order.RecordPayment(Drafts.PaymentOf(order.Payment.Method, outcome.Value));
        instruction.Close(InstructionStatus.Done, null, now);
    }

    private sealed class Claim
    {
        public bool IsMine { get; set; }
    }

    private static bool IsDone(PaymentInstruction instruction, PaymentOutcome outcome) =>
        instruction.Kind == InstructionKind.Cancel
            ? outcome.Status is PaymentStatus.Voided or PaymentStatus.Refunded or PaymentStatus.Declined
            : outcome.CompletedRefunds.Contains(instruction.Id);
}
