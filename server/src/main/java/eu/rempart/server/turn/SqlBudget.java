package eu.rempart.server.turn;

import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.turn.TurnLedger.Hold;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Money in the tables `budgets` and `budget_holds`, inside the caller's unit of work. No sum overflows: what was
/// spent stops at the greatest number there is.
final class SqlBudget {

    private SqlBudget() {}

    /// Sets the money aside, in one conditional statement; false if the budget does not cover it, then nothing has
    /// changed.
    static boolean hold(Handle handle, UUID turnId, Hold hold, Instant at) {
        if (hold.nano() < 0) {
            throw new IllegalArgumentException("a hold must not be negative");
        }
        if (hold.nano() > hold.limitNano()) {
            return false;
        }
        // spent + held + nano <= limit, written so that no side can overflow.
        int held = handle.createUpdate("""
                        INSERT INTO budgets (account, month, spent_nano, held_nano) VALUES (:account, :month, 0, :nano)
                        ON CONFLICT (account, month) DO UPDATE SET held_nano = budgets.held_nano + excluded.held_nano
                        WHERE budgets.held_nano <= :room - budgets.spent_nano""")
                .bind("account", hold.account())
                .bind("month", hold.month())
                .bind("nano", hold.nano())
                .bind("room", hold.limitNano() - hold.nano())
                .execute();
        if (held == 0) {
            return false;
        }
        handle.createUpdate("""
                        INSERT INTO budget_holds (turn_id, account, month, nano, created_at)
                        VALUES (:turn, :account, :month, :nano, :at)""")
                .bind("turn", turnId.toString())
                .bind("account", hold.account())
                .bind("month", hold.month())
                .bind("nano", hold.nano())
                .bind("at", at.toEpochMilli())
                .execute();
        return true;
    }

    /// Turns the turn's holds into what it really cost. Does nothing where the turn holds no money. Providers that were
    /// not the one to answer cost nothing.
    static void settle(Handle handle, UUID turnId, String provider, long costNano) {
        String answered = Hold.ofProvider(provider);
        handle.createQuery("DELETE FROM budget_holds WHERE turn_id = :turn RETURNING account, month, nano")
                .bind("turn", turnId.toString())
                .map((rows, context) -> new Held(rows.getString(1), rows.getString(2), rows.getLong(3)))
                .list()
                .forEach(held -> charge(
                        handle,
                        held,
                        held.account().startsWith(TurnLedger.PROVIDER)
                                        && !held.account().equals(answered)
                                ? 0
                                : costNano));
    }

    /// Charges an account that holds nothing.
    static void spend(Handle handle, TurnLedger.Account account, long costNano) {
        handle.createUpdate("""
                        INSERT INTO budgets (account, month, spent_nano, held_nano) VALUES (:account, :month, :cost, 0)
                        ON CONFLICT (account, month) DO UPDATE SET
                          spent_nano = CASE WHEN budgets.spent_nano > :max - :cost THEN :max
                                            ELSE budgets.spent_nano + :cost END""")
                .bind("account", account.account())
                .bind("month", account.month())
                .bind("cost", costNano)
                .bind("max", Long.MAX_VALUE)
                .execute();
    }

    /// Charges every hold that was made until then in full, and says how many there were.
    static int chargeHolds(Handle handle, Instant until) {
        List<Held> abandoned = handle.createQuery(
                        "DELETE FROM budget_holds WHERE created_at <= :until RETURNING account, month, nano")
                .bind("until", until.toEpochMilli())
                .map((rows, context) -> new Held(rows.getString(1), rows.getString(2), rows.getLong(3)))
                .list();
        abandoned.forEach(held -> charge(handle, held, held.nano()));
        return abandoned.size();
    }

    private static void charge(Handle handle, Held held, long costNano) {
        handle.createUpdate("""
                        UPDATE budgets SET
                          held_nano = held_nano - :held,
                          spent_nano = CASE WHEN spent_nano > :max - :cost THEN :max ELSE spent_nano + :cost END
                        WHERE account = :account AND month = :month""")
                .bind("held", held.nano())
                .bind("cost", costNano)
                .bind("max", Long.MAX_VALUE)
                .bind("account", held.account())
                .bind("month", held.month())
                .execute();
    }

    private record Held(String account, String month, long nano) {}
}
