package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The scripted provider through a client that is not ours.
@Timeout(60)
class ScriptedProviderTest {

    private final ScriptedProvider server = ScriptedProvider.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode whole(String path) throws Exception {
        server.answer(Script.say("Bon", "jour"));
        return new JsonMapper()
                .readTree(post(path, "{\"model\":\"m\",\"stream\":false}").body());
    }

    @Test
    void answersWithoutAStreamWhereNoneIsWanted() throws Exception {
        JsonNode openAi = whole("/v1/chat/completions");
        JsonNode anthropic = whole("/v1/messages");
        JsonNode ollama = whole("/api/chat");

        assertThat(openAi.at("/choices/0/message/content").stringValue()).isEqualTo("Bonjour");
        assertThat(openAi.at("/usage/total_tokens").intValue()).isEqualTo(12);
        assertThat(anthropic.at("/content/0/text").stringValue()).isEqualTo("Bonjour");
        assertThat(anthropic.at("/stop_reason").stringValue()).isEqualTo("end_turn");
        assertThat(ollama.at("/message/content").stringValue()).isEqualTo("Bonjour");
        assertThat(ollama.at("/eval_count").intValue()).isEqualTo(2);
    }

    @Test
    void echoesWhatItReceived() throws Exception {
        server.always(Script.of(request -> Script.say(request.lastMessage())));

        var response = post(
                "/v1/chat/completions",
                "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"à [EMAIL_1]\"}]}");

        assertThat(response.body()).contains("\"content\":\"à [EMAIL_1]\"").endsWith("data: [DONE]\n\n");
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(server.awaitReceived(1, Duration.ofSeconds(10)).getFirst().body())
                .endsWith("\"à [EMAIL_1]\"}]}");
    }

    @Test
    void givesStatusesTheirHeadersAndAnErrorInTheFormat() throws Exception {
        server.answer(Script.answer().status(429, Map.of("Retry-After", "7"), "doucement"));

        var response = post("/v1/messages", "{}");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("7");
        assertThat(response.body()).contains("\"type\":\"error\"", "doucement");
    }

    @Test
    void saysThatNothingIsScripted() throws Exception {
        assertThat(post("/v1/messages", "{}").statusCode()).isEqualTo(500);
        assertThat(post("/elsewhere", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void splitsACharacterInTwoWhereTheScriptDoes() throws Exception {
        server.answer(Script.say("\ud83d", "\udc4d"));

        assertThat(post("/v1/chat/completions", "{\"stream\":true}").body())
                .contains("\"content\":\"\\ud83d\"", "\"content\":\"\\udc4d\"");
    }

    @Test
    void failsAWaitForWhatDoesNotCome() {
        assertThatThrownBy(() -> server.awaitReceived(1, Duration.ofMillis(1))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> server.awaitClientClosed(Duration.ofMillis(1))).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesScriptsThatGoOnAfterTheirEnd() {
        var script = Script.answer().hang().text("a");

        assertThatThrownBy(() -> script.steps(new Received("POST", "/", Map.of(), "")))
                .isInstanceOf(IllegalStateException.class);
    }
}
