package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.util.Optional;

/// Where decisions are kept, as a list of events. Thread-safe; blocks; durable on return. Every method may throw a
/// `RuntimeException` if the store does not answer.
public interface ConsentStore {

    /// Adds a decision. It becomes the newest of its subject and purpose even if the clock has stood still or gone
    /// back: its moment is then moved to just after the one before.
    ///
    /// @return the decision as stored
    Consent append(Consent decision);

    /// The newest decision about that purpose.
    Optional<Consent> latest(SubjectId subject, String purpose);
}
