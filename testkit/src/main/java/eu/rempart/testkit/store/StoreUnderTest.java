package eu.rempart.testkit.store;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.audit.AuditTrail;
import eu.rempart.core.conversation.ConversationStore;
import eu.rempart.core.crypto.SubjectCipher;
import eu.rempart.core.turn.TurnLedger;

/// The stores of one process on one database.
///
/// The contracts look behind the ports with plain SQL on the one schema, for what no port shows and for what an
/// attacker would do.
public interface StoreUnderTest extends AutoCloseable {

    ConversationStore conversations();

    TurnLedger turns();

    AuditLog auditLog();

    AuditTrail auditTrail();

    SubjectCipher cipher();

    /// A new subject with a key.
    SubjectId newSubject();

    /// The number that a query gives; 0 if it gives no row or null.
    long number(String sql);

    /// Changes the database behind the stores' back, and says how many rows it touched.
    int execute(String sql);

    @Override
    void close();
}
