package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ApiKey;
import eu.rempart.core.provider.ModelEvent;
import eu.rempart.core.provider.ModelEvent.Completed;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Text;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelRequest.Message;
import eu.rempart.core.provider.ModelRequest.Role;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.provider.UpstreamLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every provider that is reached over HTTP, as long as all goes well.
@Timeout(60)
abstract class HttpProviderContract {

    static final String SECRET = "sk-scripted-0123456789";

    static final Duration LONG = Duration.ofSeconds(20);
    /// A limit that is never reached: what hits it instead of the right one hangs, and fails the test.
    static final Duration NEVER = Duration.ofMinutes(10);
    static final Duration SHORT = Duration.ofMillis(150);
    static final UpstreamLimits PATIENT = new UpstreamLimits(NEVER, NEVER, NEVER, NEVER, 1 << 20);

    final ScriptedProvider server = ScriptedProvider.start();
    private final List<UpstreamHttp> clients = new ArrayList<>();

    abstract Provider provider(UpstreamHttp http, String baseUrl, ApiKey key);

    @AfterEach
    void close() {
        clients.forEach(UpstreamHttp::close);
        server.close();
    }

    static ModelRequest request() {
        return new ModelRequest(
                "Tu es Elea.",
                List.of(
                        new Message(Role.USER, "Bonjour"),
                        new Message(Role.ASSISTANT, "Bonjour !"),
                        new Message(Role.USER, "Écris à [EMAIL_1] « vite »")),
                256,
                List.of("FIN"));
    }

    UpstreamHttp http(UpstreamLimits limits) {
        var http = new UpstreamHttp(limits);
        clients.add(http);
        return http;
    }

    Provider provider(UpstreamLimits limits) {
        return provider(http(limits), server.baseUrl(), ApiKey.of(SECRET));
    }

    Provider provider() {
        return provider(PATIENT);
    }

    static List<ModelEvent> drain(ModelStream stream) throws ProviderException {
        var events = new ArrayList<ModelEvent>();
        do {
            events.add(stream.next());
        } while (!(events.getLast() instanceof Completed));
        return events;
    }

    List<ModelEvent> ask(Provider provider) throws ProviderException {
        try (var stream = provider.open(request())) {
            return drain(stream);
        }
    }

    ProviderException failure(Provider provider) {
        return catchThrowableOfType(ProviderException.class, () -> ask(provider));
    }

    // Good answers.

    @Test
    void givesTextsAsTheyWereCutThenUsageAndReason() throws Exception {
        server.answer(Script.answer()
                .text("Bon", "jour [EMA", "IL_1] é👍")
                .usage(7, 3)
                .finish("stop"));

        assertThat(ask(provider()))
                .containsExactly(
                        new Text("Bon"),
                        new Text("jour [EMA"),
                        new Text("IL_1] é👍"),
                        new Completed(FinishReason.STOP, new TokenUsage(7, 0, 3)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void readsAnswersThatArriveInSmallPieces(int bytes) throws Exception {
        server.answer(Script.answer()
                .inWritesOf(bytes)
                .text("é", "👍 où", "")
                .usage(1, 2)
                .finish("length"));

        assertThat(ask(provider()))
                .containsExactly(
                        new Text("é"), new Text("👍 où"), new Completed(FinishReason.LENGTH, new TokenUsage(1, 0, 2)));
    }

    @Test
    void saysNothingOfUsageWhereTheProviderDoesNot() throws Exception {
        server.answer(Script.answer().text("a").finish("stop"));

        assertThat(ask(provider())).endsWith(new Completed(FinishReason.STOP, null));
    }

    @Test
    void takesNonsenseAsUsageForNone() throws Exception {
        server.answer(Script.answer().text("a").usage(-5, -7).finish("stop"));

        assertThat(ask(provider())).endsWith(new Completed(FinishReason.STOP, null));
    }

    @Test
    void takesAnEmptyAnswerForAnAnswer() throws Exception {
        server.answer(Script.answer().usage(1, 0).finish("stop"));

        assertThat(ask(provider())).containsExactly(new Completed(FinishReason.STOP, new TokenUsage(1, 0, 0)));
    }

    @Test
    void needsNoEndMarkerAfterTheReason() throws Exception {
        server.answer(Script.answer().text("a").usage(1, 1).finishWithoutMarker("stop"));

        assertThat(ask(provider()))
                .containsExactly(new Text("a"), new Completed(FinishReason.STOP, new TokenUsage(1, 0, 1)));
    }

    @Test
    void isSatisfiedWithAConnectionThatBreaksAfterTheReason() throws Exception {
        server.answer(Script.answer().text("a").finishWithoutMarker("stop").cut());

        assertThat(ask(provider())).endsWith(new Completed(FinishReason.STOP, null));
    }

    @Test
    void doesNotWaitLongForLastWordsAfterTheReason() throws Exception {
        server.answer(Script.answer().text("a").finishWithoutMarker("stop").hang());

        assertThat(ask(provider())).endsWith(new Completed(FinishReason.STOP, null));
    }

    @Test
    void usesItsConnectionAgain() throws Exception {
        server.always(Script.say("a"));
        Provider provider = provider();
        for (int i = 0; i < 20; i++) {
            ask(provider);
        }

        assertThat(server.openConnections()).isEqualTo(1);
    }

    @Test
    void sendsTheConversationAndTheKey() throws Exception {
        server.answer(Script.say("a"));

        ask(provider());

        var received = server.received().getFirst();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.lastMessage()).isEqualTo("Écris à [EMAIL_1] « vite »");
        assertThat(received.headers().toString()).contains(SECRET);
        assertThat(received.header("content-type")).isEqualTo("application/json");
        assertThat(received.headers()).doesNotContainKeys("cookie", "accept-encoding", "upgrade");
    }

    @Test
    void sendsNoAuthorizationWithoutAKey() throws Exception {
        server.answer(Script.say("a"));

        ask(provider(http(PATIENT), server.baseUrl(), ApiKey.none()));

        assertThat(server.received().getFirst().headers()).doesNotContainKeys("authorization", "x-api-key");
    }

    @Test
    void readsTheKeyAnewForEveryCall() throws Exception {
        server.always(Script.say("a"));
        var keys = new ArrayList<>(List.of("sk-second", "sk-first"));
        var provider = provider(http(PATIENT), server.baseUrl(), ApiKey.from(keys::removeLast));

        ask(provider);
        ask(provider);

        assertThat(server.received().get(0).headers().toString()).contains("sk-first");
        assertThat(server.received().get(1).headers().toString()).contains("sk-second");
    }

    @Test
    void sendsNothingIfTheKeyCannotBeRead() {
        var key = ApiKey.from(() -> {
            throw new IllegalStateException("cannot read " + SECRET);
        });

        var failure = failure(provider(http(PATIENT), server.baseUrl(), key));

        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(printed(failure)).doesNotContain(SECRET);
        assertThat(server.received()).isEmpty();
    }

    @Test
    void showsNoKey() {
        var key = ApiKey.of(SECRET);

        assertThat(provider(http(PATIENT), server.baseUrl(), key).toString()).doesNotContain(SECRET);
        assertThat(key).hasToString("***");
    }

    static String printed(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
