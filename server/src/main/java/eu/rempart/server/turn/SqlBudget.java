package eu.rempart.server.turn;

import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.turn.TurnLedger.Hold;
import eu.rempart.server.store.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Money in the tables `budgets` and `budget_holds`, inside the caller's unit of work. No sum overflows: what was
/// spent stops at the greatest number there is.
final class SqlBudget {

    private SqlBudget() {}

    /// Whether the budget covers the money now. Another process may be faster than the hold that follows.
    static boolean covers(Writer writer, Hold hold) throws SQLException {
        return hold.nano() <= hold.limitNano()
                && writer
                        .query(
                                "SELECT spent_nano, held_nano FROM budgets WHERE account = ? AND month = ?",
                                row -> row.getLong(2) <= hold.limitNano() - hold.nano() - row.getLong(1),
                                hold.account(),
                                hold.month())
                        .stream()
                        .allMatch(enough -> enough);
    }

    /// Whether of the limit no more than a fifth is left, whatever this hold needs.
    static boolean isNearlyUsed(Writer writer, Hold hold) throws SQLException {
        long most = hold.limitNano() / 5;
        return hold.limitNano() == 0
                || writer.query(
                                "SELECT spent_nano, held_nano FROM budgets WHERE account = ? AND month = ?",
                                row -> row.getLong(2) >= hold.limitNano() - most - row.getLong(1),
                                hold.account(),
                                hold.month())
                        .contains(true);
    }

    /// Sets the money aside, in one conditional statement; false if the budget does not cover it, then nothing has
    /// changed.
    static boolean hold(Writer writer, UUID turnId, Hold hold, Instant at) throws SQLException {
        if (hold.nano() > hold.limitNano()) {
            return false;
        }
        // spent + held + nano <= limit, written so that no side can overflow.
        int held = writer.update("""
                INSERT INTO budgets (account, month, spent_nano, held_nano) VALUES (?, ?, 0, ?)
                ON CONFLICT (account, month) DO UPDATE SET held_nano = budgets.held_nano + excluded.held_nano
                WHERE budgets.held_nano <= ? - budgets.spent_nano""", hold.account(), hold.month(), hold.nano(), hold.limitNano() - hold.nano());
        if (held == 0) {
            return false;
        }
        writer.update(
                "INSERT INTO budget_holds (turn_id, account, month, nano, created_at) VALUES (?, ?, ?, ?, ?)",
                turnId.toString(),
                hold.account(),
                hold.month(),
                hold.nano(),
                at.toEpochMilli());
        return true;
    }

    /// Turns the turn's holds into what it really cost. Does nothing where the turn holds no money.
    ///
    /// @param ofProviders what each provider's own account is charged, by its id
    static void settle(Writer writer, UUID turnId, Map<String, Long> ofProviders, long costNano) throws SQLException {
        for (Held held : writer.query(
                "DELETE FROM budget_holds WHERE turn_id = ? RETURNING account, month, nano",
                Held::of,
                turnId.toString())) {
            boolean ofProvider = held.account().startsWith(TurnLedger.PROVIDER);
            charge(
                    writer,
                    held,
                    ofProvider
                            ? ofProviders.getOrDefault(held.account().substring(TurnLedger.PROVIDER.length()), 0L)
                            : costNano);
        }
    }

    /// Charges an account that holds nothing.
    static void spend(Writer writer, TurnLedger.Account account, long costNano) throws SQLException {
        writer.update(
                """
                INSERT INTO budgets (account, month, spent_nano, held_nano) VALUES (?, ?, ?, 0)
                ON CONFLICT (account, month) DO UPDATE SET
                  spent_nano = CASE WHEN budgets.spent_nano > ? THEN ? ELSE budgets.spent_nano + ? END""", account.account(), account.month(), costNano, Long.MAX_VALUE - costNano, Long.MAX_VALUE, costNano);
    }

    /// Charges every hold that was made until then in full, and says how many there were.
    static int chargeHolds(Writer writer, Instant until) throws SQLException {
        List<Held> abandoned = writer.query(
                "DELETE FROM budget_holds WHERE created_at <= ? RETURNING account, month, nano",
                Held::of,
                until.toEpochMilli());
        for (Held held : abandoned) {
            charge(writer, held, held.nano());
        }
        return abandoned.size();
    }

    private static void charge(Writer writer, Held held, long costNano) throws SQLException {
        writer.update(
                """
                UPDATE budgets SET
                  held_nano = held_nano - ?,
                  spent_nano = CASE WHEN spent_nano > ? THEN ? ELSE spent_nano + ? END
                WHERE account = ? AND month = ?""", held.nano(), Long.MAX_VALUE - costNano, Long.MAX_VALUE, costNano, held.account(), held.month());
    }

    private record Held(String account, String month, long nano) {
        static Held of(ResultSet row) throws SQLException {
            return new Held(row.getString(1), row.getString(2), row.getLong(3));
        }
    }
}
