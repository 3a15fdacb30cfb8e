package eu.rempart.server.http;

import static eu.rempart.server.http.RunningService.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.http.RunningService.Traces;
import eu.rempart.testkit.provider.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A reader who closes the page: the provider is told to stop, and what was used is in the books, once.
@ExtendWith(Services.class)
@Timeout(60)
class ReaderLeavesTest {

    private final RunningService service;

    ReaderLeavesTest(RunningService service) {
        this.service = service;
    }

    @Test
    void inTheMiddleOfTheAnswer() throws Exception {
        String question = "Question de quelqu'un qui part au milieu";
        service.provider()
                .always(Script.answer()
                        .text("Un début de réponse, ", "et encore un peu ")
                        .hang());
        assertLeft(question, "delta", true);
    }

    @Test
    void beforeTheFirstWord() throws Exception {
        String question = "Question de quelqu'un qui part tout de suite";
        service.provider().always(Script.answer().hang());
        assertLeft(question, "meta", false);
    }

    private void assertLeft(String question, String after, boolean shown) throws Exception {
        Client visitor = service.visitor();
        Traces before = service.traces();
        String conversation;
        try (ChatStream stream = visitor.open(question, null)) {
            ChatStream.Event event = stream.await("meta");
            conversation = event.data().path("conversationId").asString();
            service.provider().awaitReceived(before.sent() + 1, Duration.ofSeconds(10));
            if (!after.equals("meta")) {
                stream.await(after);
            }
        }
        while (!service.provider()
                .awaitClientClosed(Duration.ofSeconds(20))
                .request()
                .lastMessage()
                .equals(question)) {
            // Another test's provider was left as well.
        }
        eventually("the turn is settled", () -> service.rows("usage_records") > before.usage());
        assertThat(service.traces().usage()).isEqualTo(before.usage() + 1);
        assertThat(service.traces().holds()).isEqualTo(before.holds());
        assertThat(service.one("SELECT outcome FROM usage_records ORDER BY rowid DESC LIMIT 1", String.class))
                .isEqualTo("interrupted");
        // The provider has had the whole question, and will ask for its money.
        assertThat(service.one("SELECT input_tokens FROM usage_records ORDER BY rowid DESC LIMIT 1", Long.class))
                .isPositive();
        assertThat(service.one("SELECT cost_nano FROM usage_records ORDER BY rowid DESC LIMIT 1", Long.class))
                .isPositive();
        assertThat(service.column(
                        "SELECT role || ' ' || status FROM messages WHERE conversation_id = ? ORDER BY position",
                        String.class,
                        conversation))
                .isEqualTo(
                        shown
                                ? java.util.List.of("user complete", "assistant interrupted")
                                : java.util.List.of("user complete"));
        service.provider().always(Script.say("Voilà."));
        eventually(
                "the conversation is free",
                () -> visitor.elsewhere().chat("Re", conversation).status() == 200);
        assertThat(service.traces().usage()).isEqualTo(before.usage() + 2);
    }
}
