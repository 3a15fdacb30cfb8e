package eu.rempart.core.knowledge;

import java.util.List;

/// Help pages cannot be used as they are. The message lists every problem, each with its file, so
/// that all of them can be mended at once.
public final class InvalidKnowledgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidKnowledgeException(List<String> problems) {
        super("The knowledge cannot be read:\n  " + String.join("\n  ", problems));
    }
}
