package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.AnthropicProvider;
import eu.rempart.core.provider.ApiKey;
import eu.rempart.core.provider.ModelEvent.Completed;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Text;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.ModelRequest.Message;
import eu.rempart.core.provider.ModelRequest.Role;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.provider.UpstreamLimits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicProviderTest extends FaultyHttpProviderContract {

    @Override
    Provider provider(UpstreamHttp http, String baseUrl, ApiKey key) {
        return new AnthropicProvider(http, "anthropic", "Anthropic", baseUrl, "claude-m", key);
    }

    private Provider provider(String baseUrl) {
        return provider(http(UpstreamLimits.DEFAULT), baseUrl, ApiKey.of(SECRET));
    }

    @Test
    void sendsExactlyWhatTheApiAsksFor() throws Exception {
        server.answer(Script.say("a"));

        ask(provider(server.baseUrl()));

        var received = server.received().getFirst();
        assertThat(received.header("x-api-key")).isEqualTo(SECRET);
        assertThat(received.header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(received.headers()).doesNotContainKey("authorization");
        assertThat(received.body())
                .isEqualTo("{\"model\":\"claude-m\",\"max_tokens\":256,\"system\":\"Tu es Elea.\",\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"Bonjour\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Bonjour !\"},"
                        + "{\"role\":\"user\",\"content\":\"Écris à [EMAIL_1] « vite »\"}],"
                        + "\"stop_sequences\":[\"FIN\"],\"stream\":true}");
    }

    /// What it thinks counts towards the limit, and is shown to nobody.
    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-5-5, '\"thinking\":{\"type\":\"between_tools\"}'",
        "claude-haiku-5-5, '\"thinking\":{\"type\":\"disabled\"}'",
        "claude-opus-5-5, '\"output_config\":{\"effort\":\"low\"}'"
    })
    void asksForAnAnswerWithoutThinking(String model, String told) throws Exception {
        server.answer(Script.say("a"));
        ask(new AnthropicProvider(
                http(UpstreamLimits.DEFAULT), "anthropic", "Anthropic", server.baseUrl(), model, ApiKey.of(SECRET)));
        assertThat(server.received().getFirst().body()).contains(told);
    }

    @Test
    void beginsTheConversationWithTheUserAndSendsNoEmptyStop() throws Exception {
        server.answer(Script.say("a"));
        var cutToSize = new ModelRequest(
                "s", List.of(new Message(Role.ASSISTANT, "x"), new Message(Role.USER, "y")), 1, List.of());

        try (var stream = provider(server.baseUrl()).open(cutToSize)) {
            drain(stream);
        }

        assertThat(server.received().getFirst().body())
                .contains("\"messages\":[{\"role\":\"user\",\"content\":\"y\"}]")
                .doesNotContain("stop_sequences");
    }

    @ParameterizedTest
    @CsvSource({
        "'', /v1/messages",
        "/, /v1/messages",
        "/v1, /v1/messages",
        "/v1/, /v1/messages",
        "/anthropic, /anthropic/v1/messages"
    })
    void takesBaseUrlsAsTheSdksDo(String path, String asked) throws Exception {
        server.answer(Script.say("a"));

        ask(provider(server.baseUrl() + path));

        assertThat(server.received().getFirst().path()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "refusal, FILTERED",
        "something_new, STOP"
    })
    void knowsEveryStopReason(String reason, FinishReason meaning) throws Exception {
        server.answer(Script.answer().text("a").finish(reason));

        assertThat(ask(provider(server.baseUrl()))).endsWith(new Completed(meaning, null));
    }

    @Test
    void countsCachedTokensAsInputAndTakesTheLastCount() throws Exception {
        server.answer(Script.answer()
                .raw(event(
                        "message_start",
                        "\"message\":{\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":20,"
                                + "\"cache_read_input_tokens\":30,\"output_tokens\":1}}"))
                .raw(event("content_block_start", "\"content_block\":{\"type\":\"text\",\"text\":\"B\"}"))
                .raw(event("content_block_delta", "\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"x\"}"))
                .raw(event("event_of_tomorrow", "\"text\":\"x\""))
                .raw(event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}"))
                .raw(event("message_stop", "\"x\":1")));

        assertThat(ask(provider(server.baseUrl())))
                .containsExactly(
                        new Text("B"),
                        new Completed(FinishReason.STOP, new TokenUsage(60, 30, 7).withCacheWrites(20, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"message_stop\"}", "{\"no\":\"type\"}"})
    void doesNotTakeAnEndWithoutReasonForAnAnswer(String event) {
        server.answer(Script.answer().text("a").raw("data: " + event + "\n\n"));

        var failure = catchThrowableOfType(ProviderException.class, () -> ask(provider(server.baseUrl())));

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
    }

    private static String event(String type, String more) {
        return "event: " + type + "\r\ndata: {\"type\":\"" + type + "\"," + more + "}\r\n\r\n";
    }
}
