package eu.rempart.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.upstream.Deadline;
import eu.rempart.core.upstream.Exchange;
import eu.rempart.core.upstream.UpstreamRequest;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.AnswerTranslation;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SeveralChoicesTest {

    private static final ObjectNode ANSWER = new JsonMapper()
            .readValue("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"}}]}", ObjectNode.class);

    private final List<UpstreamRequest> sent = new ArrayList<>();
    private final Deadline first = Deadline.after(Duration.ofSeconds(1));

    /// One whole answer.
    private static final class One implements Exchange {
        private boolean read;

        @Override
        public @Nullable Frame next() {
            Frame frame = read ? null : new Frame(null, ANSWER.deepCopy());
            read = true;
            return frame;
        }

        @Override
        public void complete() {}

        @Override
        public int requests() {
            return 1;
        }

        @Override
        public void failed(ProviderException failure) {}

        @Override
        public void close() {}
    }

    private Exchange open(Deadline end) throws ProviderException {
        UpstreamRequest request =
                new UpstreamRequest(Operation.ANSWER, Dialect.CHAT, "m", ANSWER.objectNode(), false, Map.of(), first);
        return SeveralChoices.open(
                "p",
                asked -> {
                    sent.add(asked);
                    return new One();
                },
                request,
                3,
                end,
                () -> AnswerTranslation.IDENTITY);
    }

    @Test
    void allOfThemHaveTheTimeOfOneAnswer() throws ProviderException {
        Deadline end = Deadline.after(Duration.ofMinutes(1));
        try (Exchange several = open(end)) {
            Frame frame = several.next();
            assertThat(frame == null ? 0 : frame.data().path("choices").size()).isEqualTo(3);
        }
        assertThat(sent).extracting(UpstreamRequest::deadline).containsExactly(first, end, end);
    }

    @Test
    void whenThatIsOverNobodyIsAskedForMore() throws ProviderException {
        try (Exchange several = open(Deadline.after(Duration.ZERO))) {
            ProviderException failure = Assertions.catchThrowableOfType(ProviderException.class, several::next);
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
        assertThat(sent).hasSize(1);
    }
}
