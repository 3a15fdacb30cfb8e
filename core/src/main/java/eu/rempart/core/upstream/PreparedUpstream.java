package eu.rempart.core.upstream;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.wire.ChatAnswers;
import eu.rempart.core.wire.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The answers that people wrote beforehand, as chat completions, within the limits on their length that were asked
/// for.
public final class PreparedUpstream implements Upstream {

    /// What a message costs beside its text, as wherever tokens are counted here.
    private static final int PER_MESSAGE = 4;

    private final Provider provider;
    private final TokenCounter tokens;

    /// @param tokens counts what is read and written, as a provider would
    public PreparedUpstream(Provider provider, TokenCounter tokens) {
        this.provider = provider;
        this.tokens = tokens;
    }

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        if (request.operation() != UpstreamRequest.Operation.ANSWER) {
            throw new ProviderException(provider.id(), Kind.REJECTED);
        }
        ObjectNode body = request.body();
        ModelRequest asked = new ModelRequest(
                "-",
                List.of(new ModelRequest.Message(ModelRequest.Role.USER, ChatAnswers.lastQuestion(body))),
                1_000,
                List.of());
        List<String> pieces = new ArrayList<>();
        try (ModelStream stream = provider.open(asked)) {
            ModelEvent event = stream.next();
            while (!(event instanceof ModelEvent.Completed)) {
                if (event instanceof ModelEvent.Text(var piece)) {
                    pieces.add(piece);
                }
                event = stream.next();
            }
        }
        String whole = String.join("", pieces);
        String wanted = beforeStop(whole, body.path("stop"));
        int limit =
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(Integer.MAX_VALUE));
        String text = tokens.head(wanted, limit);
        String finish = text.length() < wanted.length() ? "length" : "stop";
        TokenUsage usage = new TokenUsage(read(body), 0, tokens.count(text));
        ChatAnswers answers = new ChatAnswers(provider.id() + "/" + provider.model());
        Queue<Frame> frames = new ArrayDeque<>();
        if (!request.streamed()) {
            frames.add(answers.whole(text, finish, usage));
            return new Ready(frames);
        }
        int left = text.length();
        for (String piece : pieces) {
            if (left > 0) {
                frames.add(answers.piece(piece.substring(0, Math.min(left, piece.length()))));
            }
            left -= piece.length();
        }
        frames.addAll(answers.end(finish, usage));
        return new Ready(frames);
    }

    private static String beforeStop(String text, JsonNode stop) {
        int end = text.length();
        for (JsonNode sequence : stop.isString() ? List.of(stop) : stop) {
            String words = sequence.asString("");
            int at = words.isEmpty() ? -1 : text.indexOf(words);
            end = at < 0 ? end : Math.min(end, at);
        }
        return text.substring(0, end);
    }

    private long read(ObjectNode chat) {
        long read = PER_MESSAGE;
        for (String text : ChatAnswers.texts(chat)) {
            read += tokens.count(text) + PER_MESSAGE;
        }
        return read;
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
        public void failed(ProviderException failure) {}

        @Override
        public void close() {
            frames.clear();
        }
    }
}
