package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ApiKey;
import eu.rempart.core.provider.ModelEvent.Completed;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Text;
import eu.rempart.core.provider.OpenAiProvider;
import eu.rempart.core.provider.OpenAiProvider.Dialect;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.provider.UpstreamLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderTest extends FaultyHttpProviderContract {

    @Override
    Provider provider(UpstreamHttp http, String baseUrl, ApiKey key) {
        return new OpenAiProvider(http, "openai", "OpenAI", baseUrl + "/v1", "gpt-5-mini", key, Dialect.OPENAI);
    }

    private OpenAiProvider speaking(Dialect dialect) {
        return new OpenAiProvider(
                http(UpstreamLimits.DEFAULT), "openai", "OpenAI", server.baseUrl(), "m", ApiKey.of(SECRET), dialect);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sendsExactlyWhatTheDialectKnows(Dialect dialect) throws Exception {
        server.answer(Script.say("a"));

        ask(speaking(dialect));

        String limit =
                switch (dialect) {
                    case OPENAI -> "\"max_completion_tokens\":256";
                    case MISTRAL, COMPATIBLE -> "\"max_tokens\":256";
                };
        String usage =
                switch (dialect) {
                    case OPENAI, COMPATIBLE -> ",\"stream_options\":{\"include_usage\":true}";
                    case MISTRAL -> "";
                };
        var received = server.received().getFirst();
        assertThat(received.path()).isEqualTo("/v1/chat/completions");
        assertThat(received.header("authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(received.header("accept")).isEqualTo("text/event-stream");
        assertThat(received.body())
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Tu es Elea.\"},"
                        + "{\"role\":\"user\",\"content\":\"Bonjour\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Bonjour !\"},"
                        + "{\"role\":\"user\",\"content\":\"Écris à [EMAIL_1] « vite »\"}],"
                        + limit
                        + ",\"stop\":[\"FIN\"],\"stream\":true"
                        + usage
                        + "}");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void findsTheUsageInEveryDialect(Dialect dialect) throws Exception {
        server.answer(Script.answer().text("a").usage(5, 1).finish("stop"));

        assertThat(ask(speaking(dialect))).endsWith(new Completed(FinishReason.STOP, new TokenUsage(5, 0, 1)));
    }

    @Test
    void choosesMaxTokensForHostsThatItDoesNotKnow() throws Exception {
        server.answer(Script.say("a"));

        ask(new OpenAiProvider(http(UpstreamLimits.DEFAULT), "x", "X", server.baseUrl(), "m", ApiKey.none()));

        assertThat(server.received().getFirst().body()).contains("\"max_tokens\":256");
    }

    @ParameterizedTest
    @CsvSource({
        "'', /v1/chat/completions",
        "/, /v1/chat/completions",
        "/v1, /v1/chat/completions",
        "/v1//, /v1/chat/completions",
        "/openai/v1/, /openai/v1/chat/completions",
        "/v1beta/openai, /v1beta/openai/chat/completions"
    })
    void takesBaseUrlsAsTheSdksDo(String path, String asked) throws Exception {
        server.answer(Script.say("a"));

        ask(new OpenAiProvider(http(UpstreamLimits.DEFAULT), "x", "X", server.baseUrl() + path, "m", ApiKey.none()));

        assertThat(server.received().getFirst().path()).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.openai.com/v1",
                "ftp://host/v1",
                "https://user:sk-scripted-0123456789@host/v1",
                "https://host/v1?key=sk-scripted-0123456789",
                "https://host/#sk-scripted-0123456789",
                "https://ho st/sk-scripted-0123456789"
            })
    void refusesBaseUrlsThatAreNoneWithoutShowingThem(String url) {
        assertThatThrownBy(() -> new OpenAiProvider(http(UpstreamLimits.DEFAULT), "x", "X", url, "m", ApiKey.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain(SECRET);
    }

    @Test
    void readsCachedTokensRefusalsAndPartsOfContent() throws Exception {
        server.answer(Script.answer()
                .raw(chunk("{\"refusal\":\"Non.\"}", "null"))
                .raw(chunk(
                        "{\"content\":[{\"type\":\"thinking\",\"thinking\":[]},"
                                + "{\"type\":\"text\",\"text\":\"Oui\"}]}",
                        "null"))
                .raw(chunk("{\"content\":\" !\"}", "\"content_filter\""))
                .raw("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":6}}}\n\ndata: [DONE]\n\n"));

        assertThat(ask(speaking(Dialect.MISTRAL)))
                .containsExactly(
                        new Text("Non."),
                        new Text("Oui"),
                        new Text(" !"),
                        new Completed(FinishReason.FILTERED, new TokenUsage(9, 6, 4)));
    }

    private static String chunk(String delta, String reason) {
        return "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}},{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + reason
                + "}]}\n\n";
    }
}
