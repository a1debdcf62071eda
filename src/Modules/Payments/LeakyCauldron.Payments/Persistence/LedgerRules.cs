using Microsoft.EntityFrameworkCore.Migrations;

namespace LeakyCauldron.Payments.Persistence;

/// <summary>What the ledger refuses whoever writes to it: an operation whose sides differ at commit, and any change of what is booked.</summary>
internal static class LedgerRules
{
    public static void Add(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE FUNCTION payments.ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (SELECT sum(debit) <> sum(credit) OR count(DISTINCT currency) > 1 FROM payments.ledger_entries WHERE operation_id = NEW.operation_id) THEN
                    RAISE EXCEPTION 'The ledger entries of operation % do not balance.', NEW.operation_id USING ERRCODE = 'check_violation';
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON payments.ledger_entries
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments.ledger_must_balance();

            CREATE FUNCTION payments.ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'The ledger is append-only.' USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON payments.ledger_entries
                FOR EACH ROW EXECUTE FUNCTION payments.ledger_is_append_only();
            """
        );
}
