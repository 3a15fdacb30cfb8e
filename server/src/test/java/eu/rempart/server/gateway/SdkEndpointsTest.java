package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import eu.rempart.server.gateway.Programs.Run;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The endpoints that the programs of the guides do not use, called by the official SDKs: responses, vectors, counts
/// of tokens, lists of models.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SdkEndpointsTest {

    private static final String MAIL = "anna.keller@example.org";
    private static final String SAID = "You said: Repeat my address: " + MAIL;

    private GatewayService service;

    @BeforeAll
    void start() throws Exception {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
        service.provider().always(Script.of(SdkEndpointsTest::provider));
        Programs.install();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static Script provider(Received request) {
        if (request.path().endsWith("/count_tokens")) {
            return Script.answer().raw("{\"input_tokens\":7}");
        }
        if (request.path().endsWith("/embed")) {
            return Script.answer()
                    .contentType("application/json")
                    .raw("{\"embeddings\":[[0.5,-2.0],[1.5,3.0]],\"prompt_eval_count\":4}");
        }
        if (request.path().endsWith("/embeddings")) {
            boolean base64 = request.json().path("encoding_format").asString("").equals("base64");
            return Script.answer()
                    .raw("{\"object\":\"list\",\"model\":\"scripted\",\"data\":["
                            + vector(0, base64, 0.5f, -2)
                            + ","
                            + vector(1, base64, 1.5f, 3)
                            + "],\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}");
        }
        return SdkGuidesTest.assistant(request);
    }

    private static String vector(int index, boolean base64, float first, float second) {
        byte[] bytes = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(first)
                .putFloat(second)
                .array();
        return "{\"object\":\"embedding\",\"index\":" + index + ",\"embedding\":"
                + (base64 ? "\"" + Base64.getEncoder().encodeToString(bytes) + "\"" : "[" + first + "," + second + "]")
                + "}";
    }

    @ParameterizedTest(name = "over {0}, vectors of {1} as {2}")
    @CsvSource({
        "elea-default, oa, - float",
        "oa, oa, - float",
        "az, az, - float",
        "mi, mi, - float",
        "co, co, - float",
        "an, ol, - float",
        "ol, ol, - float",
        "ge, ol, - float"
    })
    void theSdksForNodeReachEveryEndpoint(String kind, String embedder, String encodings) throws Exception {
        String model = kind.equals("elea-default") ? kind : kind + "/scripted";
        Run run = Programs.node(
                Map.of(
                        "REMPART_URL",
                        service.url(),
                        "REMPART_API_KEY",
                        service.key(),
                        "REMPART_MODEL",
                        model,
                        "REMPART_EMBEDDER",
                        embedder + "/scripted",
                        "REMPART_ENCODINGS",
                        encodings),
                "endpoints.mjs");
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output().lines())
                .contains(
                        "response: completed " + SAID,
                        "response streamed: response.completed You said: Write to " + MAIL + ".",
                        "response tool: Paris",
                        "response final: It is 18 degrees.",
                        "vercel: " + SAID,
                        "vercel streamed: You said: Write to " + MAIL + ".",
                        "embeddings float: 0.5,-2 1.5,3",
                        "tokens: true",
                        "models: true true");
        assertThat(run.output()).contains("response put together: completed");
        if (encodings.startsWith("-")) {
            assertThat(run.output()).contains("embeddings -: 0.5,-2 1.5,3");
        }
        nothingPersonalLeft();
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(
            strings = {
                "elea-default",
                "oa/scripted",
                "az/scripted",
                "mi/scripted",
                "an/scripted",
                "ol/scripted",
                "ge/scripted"
            })
    void theResponsesOfTheSdkForJavaWork(String model) {
        var client = OpenAIOkHttpClient.builder()
                .baseUrl(service.url() + "/v1")
                .apiKey(service.key())
                .build();
        var question = ResponseCreateParams.builder()
                .model(model)
                .input("Repeat my address: " + MAIL)
                .build();
        var answer = client.responses().create(question);
        assertThat(answer.output().stream()
                        .flatMap(item -> item.message().stream())
                        .flatMap(message -> message.content().stream())
                        .flatMap(content -> content.outputText().stream())
                        .map(text -> text.text())
                        .collect(Collectors.joining()))
                .isEqualTo(SAID);
        try (var stream = client.responses().createStreaming(question)) {
            var events = stream.stream().toList();
            assertThat(events.stream()
                            .flatMap(event -> event.outputTextDelta().stream())
                            .map(delta -> delta.delta())
                            .collect(Collectors.joining()))
                    .isEqualTo(SAID);
            assertThat(events.getLast().isCompleted()).isTrue();
        }
        client.close();
        nothingPersonalLeft();
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"oa/scripted", "az/scripted", "mi/scripted", "co/scripted"})
    void theVectorsOfTheSdkForJavaWork(String model) {
        var client = OpenAIOkHttpClient.builder()
                .baseUrl(service.url() + "/v1")
                .apiKey(service.key())
                .build();
        var vectors = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(model)
                        .inputOfArrayOfStrings(List.of("Bonjour", "Je suis " + MAIL))
                        .build());
        assertThat(vectors.data()).hasSize(2);
        assertThat(vectors.data().getFirst().embedding()).containsExactly(0.5f, -2f);
        assertThat(vectors.data().getLast().embedding()).containsExactly(1.5f, 3f);
        client.close();
        nothingPersonalLeft();
    }

    @Test
    void countsAndListsOfTheSdksForJavaWork() {
        var openAi = OpenAIOkHttpClient.builder()
                .baseUrl(service.url() + "/v1")
                .apiKey(service.key())
                .build();
        assertThat(openAi.models().list().data()).anyMatch(model -> model.id().equals("elea-default"));
        openAi.close();
        var anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(service.url())
                .apiKey(service.key())
                .build();
        assertThat(anthropic.models().list().data())
                .anyMatch(model -> model.id().equals("elea-default"));
        for (String model : List.of("an/scripted", "oa/scripted")) {
            var counted = anthropic
                    .messages()
                    .countTokens(MessageCountTokensParams.builder()
                            .model(model)
                            .addUserMessage("Je suis " + MAIL)
                            .build());
            assertThat(counted.inputTokens()).isPositive();
        }
        anthropic.close();
        nothingPersonalLeft();
    }

    private void nothingPersonalLeft() {
        assertThat(service.provider().received()).isNotEmpty().allSatisfy(request -> assertThat(request.body())
                .doesNotContain("example.org"));
    }
}
