package eu.rempart.core.gateway;

import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.Dialect;

/// What an application can ask for.
public enum Endpoint {
    CHAT_COMPLETIONS(Dialect.CHAT, Operation.ANSWER),
    RESPONSES(Dialect.RESPONSES, Operation.ANSWER),
    MESSAGES(Dialect.MESSAGES, Operation.ANSWER),
    EMBEDDINGS(Dialect.CHAT, Operation.EMBEDDINGS),
    COUNT_TOKENS(Dialect.MESSAGES, Operation.COUNT_TOKENS);

    private final Dialect dialect;
    private final Operation operation;

    Endpoint(Dialect dialect, Operation operation) {
        this.dialect = dialect;
        this.operation = operation;
    }

    /// The format of request, answer and errors.
    public Dialect dialect() {
        return dialect;
    }

    public Operation operation() {
        return operation;
    }
}
