package eu.rempart.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.audit.AuditVerifier.Verdict;
import eu.rempart.testkit.provider.Script;
import eu.rempart.testkit.provider.ScriptedProvider;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The service is killed in the middle of fifty chats, again and again, on one data directory.
class KillTest {

    private static final int CHATTERS = 50;
    private static final int ROUNDS = Boolean.getBoolean("rempart.long") ? 20 : 3;
    /// Of all visitors together, the default of the configuration.
    private static final long LIMIT_NANO = 10_000_000_000L;

    /// What the service has said that it has stored.
    ///
    /// @param requestId of an answer; empty for a question
    record Told(String cookie, String conversation, String message, String content, String requestId) {}

    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Semaphore events = new Semaphore(0);
    private final List<Chatter> chatters = new ArrayList<>();

    @Test
    void whatWasAcknowledgedIsThereTheAuditIsWholeAndTheMoneyAddsUp(@TempDir Path folder) throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start().always(Script.of(_ -> reply()));
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            Program program = new Program(folder, environment(provider));
            long abandoned = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (Program.Running service = program.serve()) {
                    chatUntilKilled(service, http);
                }
                Books left = Books.readCopy(program.data(), folder.resolve("left" + round));
                assertThat(left.held()).as("held, as the sum of the holds").isEqualTo(left.holds());
                assertThat(left.spent()).as("spent").isEqualTo(left.used() + abandoned);
                assertThat(left.spent() + left.held()).isLessThanOrEqualTo(LIMIT_NANO);
                abandoned += left.holds();

                try (Program.Running service = program.serve()) {
                    Books mended = Books.read(program.data());
                    assertThat(mended.openHolds()).as("holds that stay open").isZero();
                    assertThat(mended.held()).isZero();
                    assertThat(mended.used()).isEqualTo(left.used());
                    assertThat(mended.spent())
                            .as("spent, what the crash left behind included")
                            .isEqualTo(mended.used() + abandoned);
                    assertThat(mended.audit()).isInstanceOf(Verdict.Intact.class);
                    assertThat(mended.settled())
                            .as("answers on the record")
                            .containsAll(told.stream()
                                    .map(Told::requestId)
                                    .filter(id -> !id.isEmpty())
                                    .toList());
                    everythingToldIsThere(service, http);
                    service.stop();
                }
            }
            assertThat(told.stream().filter(it -> !it.requestId().isEmpty()))
                    .as("answers that were complete")
                    .hasSizeGreaterThan(CHATTERS);
            assertThat(abandoned)
                    .as("turns were under way when the service died")
                    .isPositive();
        }
    }

    private static Map<String, String> environment(ScriptedProvider provider) {
        return Map.of(
                "OPENAI_API_KEY",
                "sk-" + "scripted0".repeat(5),
                "OPENAI_BASE_URL",
                provider.baseUrl() + "/v1",
                "REMPART_SERVER_TRUSTED_PROXIES",
                "127.0.0.1",
                "REMPART_LIMITS_ANONYMOUS_PER_MINUTE",
                "1000000",
                "REMPART_LIMITS_GLOBAL_PER_HOUR",
                "1000000000");
    }

    /// A few pieces with small pauses, so that the turns drift apart.
    private static Script reply() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Script script = Script.answer().pause(Duration.ofMillis(random.nextInt(15)));
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            script = script.text("Une phrase de plus, la voici : " + random.nextInt(1000) + ". ")
                    .pause(Duration.ofMillis(random.nextInt(15)));
        }
        return script.usage(300, 40).finish("stop");
    }

    private void chatUntilKilled(Program.Running service, HttpClient http) throws Exception {
        Client client = Client.anonymous(http, service.port());
        while (chatters.size() < CHATTERS) {
            chatters.add(new Chatter(client.becomeVisitor(), told::add, events::release));
        }
        events.drainPermits();
        // Somewhere between the first answers and the tenth of everyone.
        int moment = ThreadLocalRandom.current().nextInt(CHATTERS, CHATTERS * 30);
        List<Future<?>> chats = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Chatter chatter : chatters) {
                chats.add(threads.submit(() -> {
                    chatter.chat(client);
                    return null;
                }));
            }
            boolean reached = events.tryAcquire(moment, 60, TimeUnit.SECONDS);
            service.kill();
            assertThat(reached).as("%s events within a minute", moment).isTrue();
        }
        for (Future<?> chat : chats) {
            try {
                chat.get();
            } catch (ExecutionException e) {
                throw new AssertionError("a chat went wrong before the service died", e.getCause());
            }
        }
    }

    private void everythingToldIsThere(Program.Running service, HttpClient http) throws Exception {
        Client client = Client.anonymous(http, service.port());
        Map<String, Map<String, JsonNode>> read = new HashMap<>();
        for (Told one : told) {
            Map<String, JsonNode> messages = read.get(one.conversation());
            if (messages == null) {
                messages = new HashMap<>();
                for (JsonNode message : client.withCookie(one.cookie())
                        .get("/api/conversations/" + one.conversation())
                        .path("messages")) {
                    messages.put(message.path("id").asString(), message);
                }
                read.put(one.conversation(), messages);
            }
            JsonNode message = messages.get(one.message());
            String stored = message == null
                    ? "missing"
                    : message.path("role").asString() + " "
                            + message.path("status").asString() + " "
                            + message.path("content").asString();
            assertThat(stored)
                    .as("what is stored of %s", one)
                    .isEqualTo((one.requestId().isEmpty() ? "user" : "assistant") + " complete " + one.content());
        }
    }
}
