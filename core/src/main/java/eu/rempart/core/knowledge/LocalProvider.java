package eu.rempart.core.knowledge;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.guard.pii.StreamRestorer;
import java.util.ArrayDeque;
import java.util.Queue;

/// Answers from the local knowledge where no model does: always there, free, and nothing leaves the process.
/// Thread-safe; does not block.
public final class LocalProvider implements Provider {

    /// Its id in configuration, records and metrics.
    public static final String ID = "local";

    private static final int WORDS_PER_PIECE = 4;

    private final KnowledgeBase knowledge;
    private final Language standard;

    /// Answers from that knowledge.
    ///
    /// @param standard the language of answers to questions that show none
    public LocalProvider(KnowledgeBase knowledge, Language standard) {
        this.knowledge = knowledge;
        this.standard = standard;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String displayName() {
        return "Rempart";
    }

    @Override
    public String model() {
        return "knowledge";
    }

    @Override
    public boolean external() {
        return false;
    }

    @Override
    public boolean prepared() {
        return true;
    }

    @Override
    public ModelStream open(ModelRequest request) {
        PreparedAnswer answer = knowledge.compose(request.question(), standard);
        Queue<ModelEvent> events = new ArrayDeque<>();
        // Nobody was asked anything here: what a page says about placeholders stands for nobody's data.
        pieces(StreamRestorer.literal(answer.markdown()), events);
        if (!answer.sources().isEmpty()) {
            events.add(new ModelEvent.Sources(answer.sources().stream()
                    .map(source -> new ModelEvent.Source(source.id(), source.title()))
                    .toList()));
        }
        events.add(new ModelEvent.Completed(FinishReason.STOP, TokenUsage.NONE));
        return new Prepared(events);
    }

    /// A few words at a time, so that a prepared answer takes the same way as a model's.
    private static void pieces(String text, Queue<ModelEvent> events) {
        int start = 0;
        int words = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ' && ++words == WORDS_PER_PIECE) {
                events.add(new ModelEvent.Text(text.substring(start, i + 1)));
                start = i + 1;
                words = 0;
            }
        }
        if (start < text.length()) {
            events.add(new ModelEvent.Text(text.substring(start)));
        }
    }

    private static final class Prepared implements ModelStream {
        private final Queue<ModelEvent> events;
        private volatile boolean closed;

        Prepared(Queue<ModelEvent> events) {
            this.events = events;
        }

        @Override
        public ModelEvent next() throws ProviderException {
            ModelEvent event = closed ? null : events.poll();
            if (event == null) {
                throw new ProviderException(ID, Kind.CANCELLED);
            }
            return event;
        }

        @Override
        public TokenUsage usage() {
            return TokenUsage.NONE;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
