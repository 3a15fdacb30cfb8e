package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Answers as long as models give them, within the bounds that are there when nobody sets any.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GatewayLongAnswersTest {

    /// One token as OpenAI streams it.
    private static final String CHUNK = "data: {\"id\":\"chatcmpl-C4vFjK2Lm4Np6Rs8Tu0Vw2Yz4Ab6C\",\"object\":"
            + "\"chat.completion.chunk\",\"created\":1772438400,\"model\":\"gpt-4.1-2025-04-14\",\"service_tier\":"
            + "\"default\",\"system_fingerprint\":\"fp_3502f4eb73\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
            + "\" mot\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"oOZ2mX7Q\"}\n\n";

    private static final String LAST = CHUNK.replace("{\"content\":\" mot\"}", "{}")
                    .replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"")
            + "data: [DONE]\n\n";

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.startPatient("""
                gateway:
                  retries: 0
                  providers:
                    oa: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                """);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void aStreamOf32ThousandTokensIsNotCut() throws Exception {
        service.provider().always(Script.answer().raw(CHUNK.repeat(32_000) + LAST));
        HttpResponse<String> response = service.post(
                Dialects.CHAT.path(), service.key(), Dialects.CHAT.question("oa/scripted", true, "-", "Bonjour"));
        Answer answer = Dialects.CHAT.read(true, response.body());
        assertThat(answer.error()).isEmpty();
        assertThat(answer.text()).hasSize(32_000 * " mot".length());
        assertThat(answer.whole()).isTrue();
    }

    /// The last event of a response repeats all of it.
    @Test
    void anEventMayBeAsLongAsTheAnswer() throws Exception {
        String[] pieces =
                IntStream.range(0, 300).mapToObj(_ -> " mot".repeat(1_000)).toArray(String[]::new);
        service.provider()
                .always(Script.answer().text(pieces).usage(10, 300_000).finish("stop"));
        HttpResponse<String> response = service.post(
                Dialects.RESPONSES.path(),
                service.key(),
                Dialects.RESPONSES.question("oa/scripted", true, "-", "Bonjour"));
        Answer answer = Dialects.RESPONSES.read(true, response.body());
        assertThat(answer.error()).isEmpty();
        assertThat(answer.text()).hasSize(300_000 * " mot".length());
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void aThousandVectorsArrive() throws Exception {
        String vector = Base64.getEncoder().encodeToString(new byte[4 * 1_536]);
        String data = IntStream.range(0, 1_024)
                .mapToObj(i -> "{\"object\":\"embedding\",\"index\":%d,\"embedding\":\"%s\"}".formatted(i, vector))
                .collect(Collectors.joining(","));
        service.provider()
                .always(Script.answer()
                        .contentType("application/json")
                        .raw("{\"object\":\"list\",\"data\":[" + data
                                + "],\"model\":\"scripted\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}"));
        HttpResponse<String> response = service.post(
                "/v1/embeddings",
                service.key(),
                "{\"model\":\"oa/scripted\",\"input\":[\"Bonjour\"],\"encoding_format\":\"base64\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body().length()).isGreaterThan(8 << 20);
    }
}
