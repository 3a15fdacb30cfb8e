package eu.rempart.server.turn;

import eu.rempart.server.store.Database;

/// What an account has spent, for whoever looks; thread-safe, blocks while it reads.
public final class SqlSpending {

    private final Database database;

    public SqlSpending(Database database) {
        this.database = database;
    }

    /// An account's money in a month.
    ///
    /// @param spentNano in nano-euros
    /// @param heldNano set aside for calls that are under way
    public record Spending(long spentNano, long heldNano) {

        /// What is left under a limit; never less than nothing.
        public long leftNano(long limitNano) {
            return Math.max(0, limitNano - spentNano - Math.min(heldNano, limitNano));
        }
    }

    /// What that account has spent in that month; nothing where it is not known.
    public Spending of(String account, String month) {
        return database.read(handle -> handle.createQuery(
                        "SELECT spent_nano, held_nano FROM budgets WHERE account = ? AND month = ?")
                .bind(0, account)
                .bind(1, month)
                .map((row, _) -> new Spending(row.getLong(1), row.getLong(2)))
                .findOne()
                .orElse(new Spending(0, 0)));
    }
}
