using CsCheck;
using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Providers;
using LeakyCauldron.Payments.Tests.Harness;
using Npgsql;

namespace LeakyCauldron.Payments.Tests;

public sealed class LedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Whatever is begun and whatever the bank answers, in any order: both sides are equal, and the balance is what was taken less what went back.</summary>
    [Fact]
    public void Debits_equal_credits_and_the_balance_is_captured_less_refunded() =>
        Gen.Select(Gen.Int[0, 3], Gen.Enum<ProviderState>(), Gen.Long[1, 600])
            .List[1, 30]
            .Sample(steps =>
            {
                var payment = new Payment(Guid.CreateVersion7(), Guid.CreateVersion7(), null, new(1_000, "GBP"), "gringotts", "tok_ok", Now);
                foreach (var (what, answer, amount) in steps)
                {
                    if (Begin(payment, what, amount) is { IsOpen: true } operation)
                    {
                        Answer(payment, operation, answer);
                    }
                }

                var bank = payment.Ledger.Where(e => e.Account == "provider:gringotts").Sum(e => e.Debit - e.Credit);
                payment.Ledger.Sum(e => e.Debit).ShouldBe(payment.Ledger.Sum(e => e.Credit));
                bank.ShouldBe(payment.Captured - payment.Refunded);
                payment.Refunded.ShouldBeLessThanOrEqualTo(payment.Captured);
                payment.Captured.ShouldBeOneOf(0, 1_000);
            });

    [Fact]
    public void Every_state_can_be_reached_and_final_ones_are_left_by_nothing()
    {
        var all = Enum.GetValues<PaymentStatus>();
        all.Where(s => s != PaymentStatus.Pending).ShouldAllBe(to => all.Any(from => PaymentStates.CanMove(from, to)));
        all.Where(PaymentStates.IsFinal).ShouldBe([PaymentStatus.Declined, PaymentStatus.Voided, PaymentStatus.Refunded], ignoreOrder: true);
    }

    [Theory]
    [InlineData(
        "INSERT INTO payments.ledger_entries (id, payment_id, order_id, operation_id, account, debit, credit, currency, booked_at) SELECT gen_random_uuid(), id, order_id, gen_random_uuid(), 'sales', 5, 0, 'GBP', now() FROM payments.payments"
    )]
    [InlineData("UPDATE payments.ledger_entries SET debit = debit + 1 WHERE debit > 0")]
    [InlineData("DELETE FROM payments.ledger_entries")]
    [InlineData("UPDATE payments.payments SET refunded = captured + 1")]
    public async Task The_database_refuses_to_cook_the_books(string sql)
    {
        await using var host = await PaymentsHost.StartAsync();
        await host.StartPaymentAsync("tok_ok");
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        await host.BooksAgreeAsync();
    }

    private static PaymentOperation? Begin(Payment payment, int what, long amount) =>
        what switch
        {
            0 => payment.Authorization,
            1 => payment.BeginCapture(Now).Value,
            2 => payment.BeginVoid("x", Now).Value,
            _ => payment.BeginRefund(Guid.CreateVersion7(), new(amount, "GBP"), "x", Now).Value,
        };

    /// <summary>Answers that a bank can give to such a request; others are its bugs, not ours.</summary>
    private static void Answer(Payment payment, PaymentOperation operation, ProviderState state)
    {
        var possible = operation.Kind switch
        {
            OperationKind.Refund => state is ProviderState.Refunded or ProviderState.Declined or ProviderState.Processing,
            OperationKind.Void when payment.Captured > 0 => state is ProviderState.Captured,
            OperationKind.Void when payment.Status == PaymentStatus.Declined => state is ProviderState.Declined,
            OperationKind.Void => state is ProviderState.Voided or ProviderState.Processing,
            OperationKind.Capture => state is ProviderState.Captured or ProviderState.Declined or ProviderState.Voided,
            _ => state != ProviderState.Refunded,
        };
        if (possible)
        {
            payment.Apply(operation, new ProviderReply(state), Now);
        }
    }
}
