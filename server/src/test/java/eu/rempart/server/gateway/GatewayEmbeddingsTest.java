package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.EmbeddingCreateParams;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Vectors of texts, over every kind of provider that makes them, as clients and SDKs read them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GatewayEmbeddingsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path NODE = Path.of("..", "testkit", "sdk");

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /// A vector for each text, as the provider that is asked would give it: some know no Base64.
    private static Script vectors() {
        return Script.of(
                request -> Script.answer().contentType("application/json").raw(vectors(request)));
    }

    private static String vectors(Received request) {
        if (request.path().startsWith("/api/")) {
            return "{\"model\":\"scripted\",\"embeddings\":[[0.25,-1.5]],\"prompt_eval_count\":7}";
        }
        if (request.path().contains(":batchEmbedContents")) {
            assertThat(request.json().at("/requests/0/model").asString()).isEqualTo("models/scripted");
            return "{\"embeddings\":[{\"values\":[0.25,-1.5]}],\"usageMetadata\":{\"promptTokenCount\":7}}";
        }
        boolean base64 = request.json().path("encoding_format").asString("").equals("base64")
                && request.header("Authorization").isEmpty();
        return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
                + (base64 ? "\"AACAPgAAwL8=\"" : "[0.25,-1.5]")
                + "}],\"model\":\"scripted\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}";
    }

    private JsonNode vector(String model, String more) throws Exception {
        service.provider().always(vectors());
        HttpResponse<String> response = service.post(
                "/v1/embeddings",
                service.key(),
                "{\"model\":\"%s\",\"input\":[\"Je suis jean@example.org\"]%s}".formatted(model, more));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(service.provider().received().getLast().body()).doesNotContain("example");
        return JSON.readTree(response.body()).path("data").path(0).path("embedding");
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"oa", "az", "mi", "co", "ol", "ge"})
    void aVectorHasTheEncodingThatWasAskedFor(String kind) throws Exception {
        String model = kind + "/scripted";
        assertThat(vector(model, "").toString()).isEqualTo("[0.25,-1.5]");
        assertThat(vector(model, ",\"encoding_format\":\"float\"").toString()).isEqualTo("[0.25,-1.5]");
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(vector(model, ",\"encoding_format\":\"base64\"").asString()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(List.of(bytes.getFloat(), bytes.getFloat())).containsExactly(0.25f, -1.5f);
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(service.text(
                        "SELECT input_tokens || ' ' || cost_nano FROM usage_records ORDER BY rowid DESC LIMIT 1"))
                .isEqualTo(kind.equals("ol") ? "7 0" : "7 7000");
    }

    @Test
    void theLengthOfAVectorHasTheProvidersOwnName() throws Exception {
        vector("mi/scripted", ",\"dimensions\":2,\"user\":\"u\"");
        JsonNode sent = service.provider().received().getLast().json();
        assertThat(sent.path("output_dimension").asInt()).isEqualTo(2);
        assertThat(sent.has("dimensions") || sent.has("user")).isFalse();
        vector("oa/scripted", ",\"dimensions\":2");
        assertThat(service.provider()
                        .received()
                        .getLast()
                        .json()
                        .path("dimensions")
                        .asInt())
                .isEqualTo(2);
        vector("ge/scripted", ",\"dimensions\":2");
        assertThat(service.provider().received().getLast().json())
                .isEqualTo(JSON.readTree("{\"requests\":[{\"model\":\"models/scripted\",\"content\":{\"parts\":["
                        + "{\"text\":\"Je suis [EMAIL_1]\"}]},\"outputDimensionality\":2}]}"));
    }

    @Test
    void vectorsThatNobodyCountedAreCountedHere() throws Exception {
        service.provider()
                .always(Script.answer()
                        .contentType("application/json")
                        .raw("{\"embeddings\":[{\"values\":[0.5]},{\"values\":[1]}]}"));
        HttpResponse<String> response = service.post(
                "/v1/embeddings", service.key(), "{\"model\":\"ge/scripted\",\"input\":[\"Bonjour\",\"Merci\"]}");
        JsonNode data = JSON.readTree(response.body()).path("data");
        assertThat(data).as(response.body()).hasSize(2);
        assertThat(data.path(1).path("index").asInt()).isEqualTo(1);
        assertThat(service.number("SELECT input_tokens FROM usage_records ORDER BY rowid DESC LIMIT 1"))
                .isBetween(2L, 30L);
    }

    @Test
    void whoMakesNoVectorsIsNotAsked() throws Exception {
        int before = service.provider().received().size();
        HttpResponse<String> response =
                service.post("/v1/embeddings", service.key(), "{\"model\":\"an/scripted\",\"input\":\"x\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("unsupported_parameter");
        assertThat(service.provider().received()).hasSize(before);
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"oa", "ol"})
    void theSdkForJavaReadsTheVector(String kind) {
        service.provider().always(vectors());
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(service.url() + "/v1")
                .apiKey(service.key())
                .build();
        try {
            assertThat(client.embeddings()
                            .create(EmbeddingCreateParams.builder()
                                    .model(kind + "/scripted")
                                    .input("Bonjour")
                                    .build())
                            .data()
                            .getFirst()
                            .embedding())
                    .containsExactly(0.25f, -1.5f);
        } finally {
            client.close();
        }
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"oa", "mi", "ol"})
    void theSdksForNodeReadTheVector(String kind) throws Exception {
        service.provider().always(vectors());
        if (!Files.exists(NODE.resolve("node_modules/.package-lock.json"))) {
            run("", "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        }
        assertThat(run(kind + "/scripted", "node", "embeddings.mjs"))
                .containsExactly("openai: 0.25 -1.5", "langchain: 0.25 -1.5", "vercel: 0.25 -1.5");
    }

    private List<String> run(String model, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(NODE.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("REMPART_URL", service.url(), "REMPART_API_KEY", service.key(), "REMPART_MODEL", model));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
