package eu.rempart.core.upstream;

import eu.rempart.core.provider.ModelEvent;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.wire.ChatAnswers;
import eu.rempart.core.wire.Frame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The answers that people wrote beforehand, as chat completions.
public final class PreparedUpstream implements Upstream {

    private final Provider provider;

    public PreparedUpstream(Provider provider) {
        this.provider = provider;
    }

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        if (request.operation() != UpstreamRequest.Operation.ANSWER) {
            throw new ProviderException(provider.id(), Kind.REJECTED);
        }
        ModelRequest asked = new ModelRequest(
                "-",
                List.of(new ModelRequest.Message(ModelRequest.Role.USER, ChatAnswers.lastQuestion(request.body()))),
                1_000,
                List.of());
        StringBuilder text = new StringBuilder();
        ChatAnswers answers = new ChatAnswers(provider.model());
        Queue<Frame> frames = new ArrayDeque<>();
        try (ModelStream stream = provider.open(asked)) {
            ModelEvent event = stream.next();
            while (!(event instanceof ModelEvent.Completed)) {
                if (event instanceof ModelEvent.Text(var piece)) {
                    text.append(piece);
                    frames.add(answers.piece(piece));
                }
                event = stream.next();
            }
        }
        if (!request.streamed()) {
            frames.clear();
            frames.add(answers.whole(text.toString()));
        } else {
            frames.addAll(answers.end());
        }
        return new Ready(frames);
    }

    private record Ready(Queue<Frame> frames) implements Exchange {
        @Override
        public @Nullable Frame next() {
            return frames.poll();
        }

        @Override
        public int requests() {
            return 1;
        }

        @Override
        public void complete() {
            frames.clear();
        }

        @Override
        public void close() {
            frames.clear();
        }
    }
}
