package eu.rempart.server.turn;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.server.audit.SqlAuditLog;
import eu.rempart.server.store.Database;
import eu.rempart.server.store.Writer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The books of turns, each method one unit of work. Thread-safe.
public final class SqlTurnLedger implements TurnLedger {

    /// What a usage record names where the subject has gone.
    private static final String ERASED = "erased";

    private final Database database;
    private final SqlAuditLog audit;

    public SqlTurnLedger(Database database, SqlAuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    @Override
    public Opened open(Opening opening) {
        if (opening.holds().stream().anyMatch(hold -> hold.nano() < 0)) {
            throw new IllegalArgumentException("a hold must not be negative");
        }
        SqlAuditLog.Draft event = audit.draft(opening.audit());
        try {
            return database.writeFast(writer -> open(writer, opening, event));
        } catch (Refused refused) {
            return refused.outcome;
        }
    }

    /// Refuses before anything is written, so that a refusal undoes nothing: whoever shares the transaction would
    /// have to begin again.
    private static Opened open(Writer writer, Opening opening, SqlAuditLog.Draft event) throws SQLException {
        if (!hasConversation(writer, opening)) {
            return new Opened.NoConversation();
        }
        List<Hold> holds = opening.holds();
        // One alone finds out when it is made.
        boolean several = holds.size() > 1;
        for (Hold hold : holds) {
            if (several && !hold.optional() && !SqlBudget.covers(writer, hold)) {
                return new Opened.BudgetExhausted();
            }
        }
        Set<String> uncovered = new HashSet<>(0);
        Set<String> used = new HashSet<>(0);
        for (Hold hold : holds) {
            if (!SqlBudget.hold(writer, opening.turnId(), hold, opening.at())) {
                if (hold.optional()) {
                    uncovered.add(hold.account());
                    if (SqlBudget.isNearlyUsed(writer, hold)) {
                        used.add(hold.account());
                    }
                } else if (several) {
                    // Another process took the money in between.
                    throw new Refused(new Opened.BudgetExhausted());
                } else {
                    return new Opened.BudgetExhausted();
                }
            }
        }
        UUID conversation = opening.conversationId();
        NewMessage message = opening.message();
        if (conversation != null && message != null) {
            if (!conversation(writer.handle(), conversation, opening)) {
                // Another process deleted it in between.
                throw new Refused(new Opened.NoConversation());
            }
            addMessage(writer.handle(), conversation, message, opening.at());
        }
        SqlAuditLog.append(writer, event);
        return new Opened.Stored(uncovered, used);
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the turn is settled already; then nothing has changed
    @Override
    public boolean settle(Settlement settlement) {
        if (settlement.costNano() < 0) {
            throw new IllegalArgumentException("a turn must not cost less than nothing");
        }
        SqlAuditLog.Draft event = audit.draft(settlement.audit());
        return switch (database.writeFast(writer -> settle(writer, settlement, event))) {
            case STORED -> true;
            case NOT_KEPT -> false;
            case SETTLED_BEFORE -> throw new IllegalStateException("the turn is settled already");
        };
    }

    private enum Settled {
        STORED,
        NOT_KEPT,
        SETTLED_BEFORE
    }

    private static Settled settle(Writer writer, Settlement settlement, SqlAuditLog.Draft event) throws SQLException {
        if (!addUsage(writer, settlement)) {
            return Settled.SETTLED_BEFORE;
        }
        SqlBudget.settle(writer, settlement.turnId(), settlement.ofProviders(), settlement.costNano());
        for (TurnLedger.Account account : settlement.unheld()) {
            SqlBudget.spend(writer, account, settlement.costNano());
        }
        NewMessage answer = settlement.answer();
        UUID conversation = settlement.conversationId();
        boolean stored = answer != null
                && conversation != null
                && touch(writer.handle(), conversation, settlement.subject(), settlement.at());
        if (answer != null && conversation != null && stored) {
            addMessage(writer.handle(), conversation, answer, settlement.at());
        }
        SqlAuditLog.append(writer, event);
        return stored ? Settled.STORED : Settled.NOT_KEPT;
    }

    @Override
    public int chargeAbandonedHolds(Instant now) {
        return database.writeFast(writer -> SqlBudget.chargeHolds(writer, now));
    }

    /// Whether the conversation that the turn goes on with is there, and the subject's.
    private static boolean hasConversation(Writer writer, Opening opening) throws SQLException {
        UUID id = opening.conversationId();
        return id == null
                || opening.newConversation() != null
                || !writer.query(
                                "SELECT 1 FROM conversations WHERE id = ? AND subject_id = ?",
                                row -> row.getInt(1),
                                id.toString(),
                                opening.subject().toString())
                        .isEmpty();
    }

    /// Creates the conversation, or finds it; false if it is not there or another's.
    private static boolean conversation(Handle handle, UUID id, Opening opening) {
        NewConversation created = opening.newConversation();
        Ciphertext vault = opening.vault();
        if (created != null) {
            handle.createUpdate("""
                            INSERT INTO conversations (id, subject_id, agent, title, vault, created_at, updated_at)
                            VALUES (:id, :owner, :agent, :title, :vault, :at, :at)""")
                    .bind("id", id.toString())
                    .bind("owner", opening.subject().toString())
                    .bind("agent", created.agent())
                    .bind("title", created.title().toByteArray())
                    .bindByType("vault", vault == null ? null : vault.toByteArray(), byte[].class)
                    .bind("at", opening.at().toEpochMilli())
                    .execute();
            return true;
        }
        if (!touch(handle, id, opening.subject(), opening.at())) {
            return false;
        }
        if (vault != null) {
            handle.createUpdate("UPDATE conversations SET vault = :vault WHERE id = :id")
                    .bind("vault", vault.toByteArray())
                    .bind("id", id.toString())
                    .execute();
        }
        return true;
    }

    /// Takes the conversation's row, so that on PostgreSQL too only one writer at a time gives out positions in it.
    private static boolean touch(Handle handle, UUID conversationId, SubjectId owner, Instant at) {
        return handle.createUpdate("""
                        UPDATE conversations SET updated_at = CASE WHEN updated_at > :at THEN updated_at ELSE :at END
                        WHERE id = :id AND subject_id = :owner""")
                        .bind("at", at.toEpochMilli())
                        .bind("id", conversationId.toString())
                        .bind("owner", owner.toString())
                        .execute()
                == 1;
    }

    private static void addMessage(Handle handle, UUID conversationId, NewMessage message, Instant at) {
        handle.createUpdate("""
                        INSERT INTO messages
                          (id, conversation_id, position, role, status, content, details, created_at)
                        VALUES
                          (:id, :conversation,
                           (SELECT COALESCE(MAX(position), 0) + 1 FROM messages WHERE conversation_id = :conversation),
                           :role, :status, :content, :details, :at)""")
                .bind("id", message.id().toString())
                .bind("conversation", conversationId.toString())
                .bind("role", message.author().name().toLowerCase(Locale.ROOT))
                .bind("status", message.status().name().toLowerCase(Locale.ROOT))
                .bind("content", message.content().toByteArray())
                .bind("details", message.details())
                .bind("at", at.toEpochMilli())
                .execute();
    }

    /// The record of the turn is also the mark that it is settled.
    private static boolean addUsage(Writer writer, Settlement settlement) throws SQLException {
        String subject = settlement.subject().toString();
        return writer.update(
                        """
                        INSERT INTO usage_records
                          (turn_id, subject_id, agent, provider, model, outcome,
                           input_tokens, cached_tokens, output_tokens, cost_nano, duration_ms, created_at)
                        VALUES
                          (?, CASE WHEN EXISTS (SELECT 1 FROM subjects WHERE id = ?) THEN ? ELSE ? END,
                           ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (turn_id) DO NOTHING""",
                        settlement.turnId().toString(),
                        subject,
                        subject,
                        ERASED,
                        settlement.agent(),
                        settlement.provider(),
                        settlement.model(),
                        settlement.outcome(),
                        settlement.usage().input(),
                        settlement.usage().cachedInput(),
                        settlement.usage().output(),
                        settlement.costNano(),
                        settlement.duration().toMillis(),
                        settlement.at().toEpochMilli())
                == 1;
    }

    /// Leaves the unit of work, so that nothing of it is stored; never seen outside.
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Opened outcome;

        Refused(Opened outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }
}
