package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ApiKey;
import eu.rempart.core.provider.ModelEvent.Completed;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Text;
import eu.rempart.core.provider.OllamaProvider;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.provider.UpstreamLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaProviderTest extends FaultyHttpProviderContract {

    @Override
    Provider provider(UpstreamHttp http, String baseUrl, ApiKey key) {
        return new OllamaProvider(http, "ollama", "Ollama", baseUrl, "mistral:7b", key);
    }

    private Provider provider(String baseUrl) {
        return provider(http(UpstreamLimits.DEFAULT), baseUrl, ApiKey.none());
    }

    @Test
    void sendsExactlyWhatTheApiAsksFor() throws Exception {
        server.answer(Script.say("a"));

        ask(provider(server.baseUrl()));

        assertThat(server.received().getFirst().body())
                .isEqualTo("{\"model\":\"mistral:7b\",\"messages\":["
                        + "{\"role\":\"system\",\"content\":\"Tu es Elea.\"},"
                        + "{\"role\":\"user\",\"content\":\"Bonjour\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Bonjour !\"},"
                        + "{\"role\":\"user\",\"content\":\"Écris à [EMAIL_1] « vite »\"}],"
                        + "\"stream\":true,\"options\":{\"num_predict\":256,\"stop\":[\"FIN\"]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/api", "/api/", "/v1"})
    void takesBaseUrlsAsPeopleWriteThem(String path) throws Exception {
        server.answer(Script.say("a"));

        ask(provider(server.baseUrl() + path));

        assertThat(server.received().getFirst().path()).isEqualTo("/api/chat");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, http://localhost:11434/api/chat, false",
        "127.0.0.1:8000, http://127.0.0.1:8000/api/chat, false",
        ":8000, http://127.0.0.1:8000/api/chat, false",
        "0.0.0.0, http://127.0.0.1:11434/api/chat, false",
        "http://0.0.0.0:8000, http://127.0.0.1:8000/api/chat, false",
        "[::1], http://[::1]:11434/api/chat, false",
        "https://ollama.example.com, https://ollama.example.com/api/chat, true",
        "models.example.com:80, http://models.example.com:80/api/chat, true"
    })
    void takesOllamaHostAsOllamaDoes(String host, String asked, boolean external) {
        var provider = provider(host);

        assertThat(provider.toString()).contains(asked + "]");
        assertThat(provider.external()).isEqualTo(external);
    }

    @Test
    void takesTextThatComesWithTheEnd() throws Exception {
        server.answer(Script.answer()
                .raw("{\"message\":{\"content\":\"a\"},\"done\":true,\"done_reason\":\"length\","
                        + "\"prompt_eval_count\":4,\"eval_count\":2}")); // No line end either.

        assertThat(ask(provider(server.baseUrl())))
                .containsExactly(new Text("a"), new Completed(FinishReason.LENGTH, new TokenUsage(4, 0, 2)));
    }

    @Test
    void takesHalfACountForNone() throws Exception {
        server.answer(Script.answer().raw("{\"message\":{\"content\":\"\"},\"done\":true,\"eval_count\":2}\n"));

        assertThat(ask(provider(server.baseUrl()))).containsExactly(new Completed(FinishReason.STOP, null));
    }
}
