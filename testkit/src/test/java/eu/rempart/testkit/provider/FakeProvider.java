package eu.rempart.testkit.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Refuses to open, or gives events and then fails, as it is told for the next calls.
final class FakeProvider implements Provider {

    private final String id;
    private @Nullable Kind refusal;
    private List<ModelEvent> events = List.of();
    private Kind failure = Kind.PROTOCOL;
    private @Nullable TokenUsage told;
    int calls;
    int closed;

    FakeProvider(String id) {
        this.id = id;
    }

    FakeProvider refuses(Kind kind) {
        refusal = kind;
        return this;
    }

    /// Gives these events; what comes after them is a failure of this kind.
    FakeProvider gives(Kind thenFails, ModelEvent... then) {
        refusal = null;
        events = List.of(then);
        failure = thenFails;
        return this;
    }

    /// Has said by then that it counted so much.
    FakeProvider counts(TokenUsage usage) {
        told = usage;
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String displayName() {
        return id;
    }

    @Override
    public String model() {
        return id + "-model";
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public ModelStream open(ModelRequest request) throws ProviderException {
        calls++;
        if (refusal != null) {
            throw new ProviderException(id, refusal);
        }
        Queue<ModelEvent> left = new ArrayDeque<>(events);
        Kind end = failure;
        return new ModelStream() {
            @Override
            public ModelEvent next() throws ProviderException {
                ModelEvent event = left.poll();
                if (event == null) {
                    throw new ProviderException(id, end);
                }
                return event;
            }

            @Override
            public @Nullable TokenUsage usage() {
                return told;
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }
}
