package eu.rempart.server.turn;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.server.audit.SqlAuditLog;
import eu.rempart.server.store.Database;
import java.time.Instant;
import java.util.HashSet;
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
        try {
            return database.write(handle -> {
                if (!conversation(handle, opening)) {
                    throw new Refused(new Opened.NoConversation());
                }
                Set<String> uncovered = new HashSet<>(0);
                for (Hold hold : opening.holds()) {
                    if (!SqlBudget.hold(handle, opening.turnId(), hold, opening.at())) {
                        if (!hold.optional()) {
                            throw new Refused(new Opened.BudgetExhausted());
                        }
                        uncovered.add(hold.account());
                    }
                }
                UUID conversation = opening.conversationId();
                NewMessage message = opening.message();
                if (conversation != null && message != null) {
                    addMessage(handle, conversation, message, opening.at());
                }
                audit.append(handle, opening.audit());
                return new Opened.Stored(uncovered);
            });
        } catch (Refused refused) {
            return refused.outcome;
        }
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the turn is settled already; then nothing has changed
    @Override
    public boolean settle(Settlement settlement) {
        if (settlement.costNano() < 0) {
            throw new IllegalArgumentException("a turn must not cost less than nothing");
        }
        return database.write(handle -> {
            if (!addUsage(handle, settlement)) {
                throw new IllegalStateException("the turn is settled already");
            }
            SqlBudget.settle(handle, settlement.turnId(), settlement.provider(), settlement.costNano());
            for (TurnLedger.Account account : settlement.unheld()) {
                SqlBudget.spend(handle, account, settlement.costNano());
            }
            NewMessage answer = settlement.answer();
            UUID conversation = settlement.conversationId();
            boolean stored = answer != null
                    && conversation != null
                    && touch(handle, conversation, settlement.subject(), settlement.at());
            if (answer != null && conversation != null && stored) {
                addMessage(handle, conversation, answer, settlement.at());
            }
            audit.append(handle, settlement.audit());
            return stored;
        });
    }

    @Override
    public int chargeAbandonedHolds(Instant now) {
        return database.write(handle -> SqlBudget.chargeHolds(handle, now));
    }

    /// Creates the conversation, or finds it; false if it is not there or another's.
    private static boolean conversation(Handle handle, Opening opening) {
        UUID id = opening.conversationId();
        if (id == null) {
            return true;
        }
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
    private static boolean addUsage(Handle handle, Settlement settlement) {
        return handle.createUpdate("""
                        INSERT INTO usage_records
                          (turn_id, subject_id, agent, provider, model, outcome,
                           input_tokens, cached_tokens, output_tokens, cost_nano, duration_ms, created_at)
                        VALUES
                          (:turn,
                           CASE WHEN EXISTS (SELECT 1 FROM subjects WHERE id = :subject) THEN :subject ELSE :erased END,
                           :agent, :provider, :model, :outcome, :input, :cached, :output, :cost, :duration, :at)
                        ON CONFLICT (turn_id) DO NOTHING""")
                        .bind("turn", settlement.turnId().toString())
                        .bind("subject", settlement.subject().toString())
                        .bind("erased", ERASED)
                        .bind("agent", settlement.agent())
                        .bind("provider", settlement.provider())
                        .bind("model", settlement.model())
                        .bind("outcome", settlement.outcome())
                        .bind("input", settlement.usage().input())
                        .bind("cached", settlement.usage().cachedInput())
                        .bind("output", settlement.usage().output())
                        .bind("cost", settlement.costNano())
                        .bind("duration", settlement.duration().toMillis())
                        .bind("at", settlement.at().toEpochMilli())
                        .execute()
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
