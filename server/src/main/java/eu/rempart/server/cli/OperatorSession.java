package eu.rempart.server.cli;

import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.identity.Accounts;
import eu.rempart.core.identity.ApiKeys;
import eu.rempart.core.identity.LiveCredentials;
import eu.rempart.core.identity.LoginLimiter;
import eu.rempart.core.identity.SubjectKeys;
import eu.rempart.core.turn.Budgets;
import eu.rempart.server.identity.Argon2Passwords;
import eu.rempart.server.identity.SqlApiKeyStore;
import eu.rempart.server.identity.SqlSessionStore;
import eu.rempart.server.identity.SqlUserStore;
import eu.rempart.server.identity.SqlVisitorStore;
import eu.rempart.server.store.Database;
import eu.rempart.server.turn.SqlSpending;
import java.nio.file.Path;
import java.time.InstantSource;

/// The accounts and keys of one data directory, open for the time of one command. Whoever may open the file may do
/// everything: the operating system decides who that is.
public final class OperatorSession implements AutoCloseable {

    private final Database database;
    private final Accounts accounts;
    private final ApiKeys apiKeys;
    private final InstantSource clock;

    /// Takes ownership of the database: it is closed with the session.
    public OperatorSession(Database database, SubjectKeys subjectKeys, AuditLog audit, InstantSource clock) {
        SqlApiKeyStore keyStore = new SqlApiKeyStore(database);
        LiveCredentials live =
                new LiveCredentials(new SqlSessionStore(database), keyStore, new SqlVisitorStore(database));
        this.database = database;
        this.accounts = new Accounts(
                new SqlUserStore(database),
                subjectKeys,
                new Argon2Passwords(),
                new LoginLimiter(clock),
                live,
                audit,
                clock);
        this.apiKeys = new ApiKeys(keyStore, live, audit, clock);
        this.clock = clock;
    }

    Accounts accounts() {
        return accounts;
    }

    ApiKeys apiKeys() {
        return apiKeys;
    }

    /// What that account has spent this month.
    SqlSpending.Spending spending(String account) {
        return new SqlSpending(database).of(account, Budgets.month(clock.instant()));
    }

    InstantSource clock() {
        return clock;
    }

    @Override
    public void close() {
        database.close();
    }

    /// How a command gets at a data directory.
    @FunctionalInterface
    public interface Opener {

        /// Opens the directory, making what is missing in it.
        ///
        /// @throws RuntimeException if it cannot be opened; its message says what to do
        OperatorSession open(Path dataDirectory);
    }
}
