package eu.rempart.guard.pii;

import java.util.Map;

/// What to do with each type of personal data. Immutable and thread-safe.
///
/// @param actions the types that are treated otherwise than by masking. [PiiType#TEXT] is always
///     masked: without it, what was masked could not be told from what was written.
public record PiiPolicy(Map<PiiType, Action> actions) {
    /// What to do with what was found.
    public enum Action {
        /// Put a placeholder in its place.
        MASK,
        /// Let it pass.
        KEEP,
        /// Do not send the text at all.
        REFUSE
    }

    /// Masks every type.
    public static final PiiPolicy MASK_ALL = new PiiPolicy(Map.of());

    /// @throws IllegalArgumentException if the policy does not mask [PiiType#TEXT]
    public PiiPolicy {
        actions = Map.copyOf(actions);
        if (actions.getOrDefault(PiiType.TEXT, Action.MASK) != Action.MASK) {
            throw new IllegalArgumentException("text that looks like a placeholder is always masked");
        }
    }

    /// What to do with a type.
    public Action of(PiiType type) {
        return actions.getOrDefault(type, Action.MASK);
    }
}
