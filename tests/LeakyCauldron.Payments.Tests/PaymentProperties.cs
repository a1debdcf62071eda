using CsCheck;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Providers;
using LeakyCauldron.Payments.Tests.Harness;

namespace LeakyCauldron.Payments.Tests;

/// <summary>Whatever is asked of a payment in whatever order, with replies lost, late and repeated: the books balance at every step and end as the bank's.</summary>
public sealed class PaymentProperties
{
    private const long Amount = 900;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ProviderState[] Courses =
    [
        ProviderState.Captured,
        ProviderState.Declined,
        ProviderState.Processing,
        ProviderState.RequiresAction,
    ];

    private static readonly Gen<(ProviderState Course, bool Capture, int[] Steps)> Stories = Gen.Select(
        Gen.Int[0, Courses.Length - 1].Select(i => Courses[i]),
        Gen.Bool,
        Gen.Int[0, 999].Array[0, 40]
    );

    [Fact]
    public void Books_balance_at_every_step_and_end_as_the_banks() =>
        Stories.Sample(
            story =>
            {
                var bank = new ModelBank(story.Course, story.Capture);
                var payment = new Payment(Guid.CreateVersion7(), Guid.CreateVersion7(), null, new(Amount, "GBP"), "gringotts", "tok", Now);
                var late = new List<(PaymentOperation, ProviderReply)>();
                foreach (var step in story.Steps)
                {
                    Take(step, payment, bank, late);
                    Check(payment);
                }

                Settle(payment, bank);
                Check(payment);
                payment.Captured.ShouldBe(bank.Captured);
                payment.Refunded.ShouldBe(bank.Refunded);
                payment.Operations.ShouldAllBe(o => !o.IsOpen);
                payment.Operations.Count(o => o is { Kind: OperationKind.Capture, Status: OperationStatus.Succeeded }).ShouldBeLessThanOrEqualTo(1);
            },
            iter: 5_000
        );

    private static void Take(int step, Payment payment, ModelBank bank, List<(PaymentOperation, ProviderReply)> late)
    {
        var detail = step / 10;
        switch (step % 10)
        {
            case 0:
                payment.BeginCapture(Now);
                break;
            case 1:
                payment.BeginVoid(null, Now);
                break;
            case 2:
                payment.BeginRefund(Guid.CreateVersion7(), new(1 + (detail * 10), "GBP"), "broken", Now);
                break;
            case 3:
                payment.BeginFullRefund("cancelled", Now);
                break;
            case 4:
                bank.Decide(approve: detail % 2 == 0);
                break;
            case 5 when late.Count > 0:
                var (operation, reply) = late[detail % late.Count];
                payment.Apply(operation, reply, Now);
                break;
            default:
                Ask(payment, bank, detail, late);
                break;
        }
    }

    /// <summary>The bank does what is asked; its answer arrives, or is lost, or arrives later, once more or at all.</summary>
    private static void Ask(Payment payment, ModelBank bank, int detail, List<(PaymentOperation, ProviderReply)> late)
    {
        if (payment.Operations.Where(o => o.IsOpen).ToArray() is not { Length: > 0 } open)
        {
            return;
        }

        var operation = open[detail % open.Length];
        var reply = bank.Do(operation);
        if (detail % 3 == 0)
        {
            late.Add((operation, reply));
        }

        if (detail % 4 != 0)
        {
            payment.Apply(operation, reply, Now);
        }
    }

    private static void Settle(Payment payment, ModelBank bank)
    {
        for (var round = 0; payment.Operations.FirstOrDefault(o => o.IsOpen) is { } open; round++)
        {
            round.ShouldBeLessThan(100, "an operation never closes");
            payment.Apply(open, bank.Do(open), Now);
            bank.Decide(approve: true);
        }
    }

    private static void Check(Payment payment)
    {
        payment.Ledger.Where(e => e.Account == "provider:gringotts").Sum(e => e.Debit - e.Credit).ShouldBe(payment.Captured - payment.Refunded);
        payment.Ledger.Sum(e => e.Debit).ShouldBe(payment.Ledger.Sum(e => e.Credit));
        payment.Captured.ShouldBeOneOf(0, Amount);
        payment.Refunded.ShouldBeInRange(0, payment.Captured);
        payment.Refundable.ShouldBeGreaterThanOrEqualTo(0);
        if (payment.Status is PaymentStatus.Declined or PaymentStatus.Voided)
        {
            payment.Captured.ShouldBe(0);
        }
    }
}
