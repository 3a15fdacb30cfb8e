package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a provider finds wrong with a request: what of it reaches the client, and who else is asked.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayRejectionsTest {

    private static final String MAIL = "claire.martin@example.fr";

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS + """
              routes:
                both: {models: [oa/scripted, an/scripted]}
                helped: {models: [oa/scripted, local/knowledge]}
            """);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void everybodyIsWell() {
        service.clock().advance(Duration.ofMinutes(5));
        service.provider().always(Script.say("Voilà."));
    }

    /// An answer with that status and body, whatever the format: the connection carries nothing else.
    private static Script refusing(int status, String body) {
        return Script.answer()
                .garbage("HTTP/1.1 " + status + " No\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    private HttpResponse<String> ask(String model) throws Exception {
        return service.post(
                Dialects.CHAT.path(),
                service.key(),
                Dialects.CHAT.question(model, false, "Be brief.", "Je suis " + MAIL));
    }

    private static JsonNode error(HttpResponse<String> response) {
        return Dialects.JSON.readTree(response.body()).path("error");
    }

    private ManagedProvider provider(String id) {
        return service.service().rempart().models().provider(id).orElseThrow();
    }

    @ParameterizedTest(name = "{0} stays {1}, {2} and {3}")
    @CsvSource({
        "400, 400, invalid_request_error, invalid_request_error",
        "404, 404, invalid_request_error, not_found_error",
        "413, 413, invalid_request_error, request_too_large",
        "422, 422, invalid_request_error, invalid_request_error",
    })
    void theStatusStaysWhereAClientCanDoSomethingAboutIt(int status, int seen, String openAi, String anthropic)
            throws Exception {
        service.provider().always(refusing(status, "{\"error\":{\"message\":\"no\",\"code\":null}}"));
        HttpResponse<String> response = ask("oa/scripted");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(seen);
        assertThat(error(response).path("type").asString()).isEqualTo(openAi);
        assertThat(error(response).path("code").asString()).isEqualTo("provider_rejected");
        assertThat(error(response).path("message").asString()).endsWith(" no");
        HttpResponse<String> message = service.post(
                Dialects.MESSAGES.path(),
                service.key(),
                Dialects.MESSAGES.question("an/scripted", false, "Be brief.", "Bonjour"));
        assertThat(message.statusCode()).isEqualTo(seen);
        assertThat(error(message).path("type").asString()).isEqualTo(anthropic);
    }

    /// The operator's account, key and address are not the client's, and nothing of them is told.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "402|{\"error\":{\"message\":\"Insufficient Balance\",\"code\":\"invalid_request_error\"}}",
                "403|{\"error\":{\"message\":\"Your account org-7 is suspended\",\"code\":\"account_suspended\"}}",
                "400|{\"error\":{\"message\":\"Your credit balance is too low\",\"code\":\"billing_not_active\"}}",
                "400|{\"error\":{\"message\":\"API key not valid. Please pass a valid API key.\",\"code\":400}}",
                "404|{\"detail\":\"Not Found\"}"
            })
    void whatIsTheOperatorsIsNotToldToTheClient(int status, String body) throws Exception {
        service.provider().always(refusing(status, body));
        long before = provider("oa").state().failures();
        HttpResponse<String> response = ask("oa/scripted");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(error(response).path("code").asString()).isEqualTo("provider_unavailable");
        assertThat(response.body()).doesNotContainIgnoringCase("balance", "org-7", "key", "detail");
        assertThat(provider("oa").state().failures()).isEqualTo(before + 1);
    }

    /// Cut off first, half of a credential would not be found.
    @Test
    void whatIsLookedThroughIsTheWholeExplanation() throws Exception {
        service.provider()
                .always(refusing(
                        400, "{\"error\":{\"message\":\"" + "x ".repeat(240) + GatewayService.FILE_KEY + "\"}}"));
        HttpResponse<String> response = ask("oa/scripted");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContain(GatewayService.FILE_KEY.substring(0, 12));
        service.provider().always(refusing(400, "{\"error\":{\"message\":\"" + "x".repeat(900) + "\"}}"));
        assertThat(error(ask("oa/scripted")).path("message").asString()).hasSizeLessThan(700);
    }

    @Test
    void theProvidersCodeAndFieldStay() throws Exception {
        service.provider()
                .always(refusing(
                        400,
                        "{\"error\":{\"message\":\"Invalid value from [EMAIL_1].\",\"type\":\"invalid_request_error\","
                                + "\"param\":\"messages[1].content\",\"code\":\"invalid_value\"}}"));
        JsonNode error = error(ask("oa/scripted"));
        assertThat(error.path("code").asString()).isEqualTo("invalid_value");
        assertThat(error.path("param").asString()).isEqualTo("messages[1].content");
        assertThat(error.path("message").asString()).endsWith("Invalid value from " + MAIL + ".");
    }

    /// A code or a field in which anything could stand is not passed on, and none that was translated.
    @Test
    void whatIsNoCodeAndNoFieldIsLeftOut() throws Exception {
        service.provider()
                .always(
                        refusing(
                                400,
                                "{\"error\":{\"message\":\"no\",\"param\":\"see http://10.0.0.7/x\",\"code\":\"sk-proj-1234\"}}"));
        JsonNode error = error(ask("oa/scripted"));
        assertThat(error.path("code").asString()).isEqualTo("provider_rejected");
        assertThat(error.path("param").isNull()).isTrue();
        service.provider()
                .always(refusing(400, "{\"error\":{\"message\":\"no\",\"param\":\"contents\",\"code\":\"bad\"}}"));
        assertThat(error(ask("ge/scripted")).path("param").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                        + "\"message\":\"prompt is too long: 215000 tokens > 200000 maximum\"}}",
                "{\"error\":{\"code\":400,\"message\":\"The input token count (9) exceeds the maximum number of tokens"
                        + " allowed (8).\",\"status\":\"INVALID_ARGUMENT\"}}",
                "{\"object\":\"error\",\"message\":\"Prompt contains 9 tokens, too large for model with 8 maximum context"
                        + " length\",\"type\":\"invalid_request_error\",\"code\":\"3051\"}"
            })
    void whateverTheProviderTooLongHasOneCode(String body) throws Exception {
        service.provider().always(refusing(400, body));
        assertThat(error(ask("oa/scripted")).path("code").asString()).isEqualTo("context_length_exceeded");
    }

    @Test
    void mistralsListOfProblemsIsRead() throws Exception {
        service.provider()
                .always(refusing(
                        422,
                        "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"less_than_equal\",\"loc\":[\"body\","
                                + "\"temperature\"],\"msg\":\"Input should be less than or equal to 1.5\",\"input\":9}]},"
                                + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}"));
        HttpResponse<String> response = ask("mi/scripted");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(error(response).path("message").asString())
                .endsWith("temperature: Input should be less than or equal to 1.5");
        assertThat(error(response).path("param").asString()).isEqualTo("temperature");
    }

    @Test
    void aClientsMistakeIsNotSentOn() throws Exception {
        service.provider()
                .always(refusing(
                        400, "{\"error\":{\"message\":\"temperature must be at most 2\",\"code\":\"above\"}}"));
        for (String route : List.of("both", "helped")) {
            int sent = service.provider().received().size();
            HttpResponse<String> response = ask(route);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(error(response).path("code").asString()).isEqualTo("above");
            assertThat(service.provider().received()).hasSize(sent + 1);
        }
    }

    /// Another provider has other models, other fields, another window and another account.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|{\"error\":{\"message\":\"The model `scripted` does not exist\",\"code\":\"model_not_found\"}}",
                "400|{\"error\":{\"message\":\"no\",\"code\":\"unsupported_parameter\"}}",
                "400|{\"error\":{\"message\":\"Your credit balance is too low\"}}",
                "400|{\"error\":{\"message\":\"x\",\"code\":\"context_length_exceeded\"}}",
                "400|{\"error\":{\"message\":\"max_tokens: 9 > 8, which is the maximum allowed number of output tokens\"}}",
                "400|{\"error\":{\"message\":\"API key not valid. Please pass a valid API key.\",\"code\":400}}",
                "413|{\"error\":{\"message\":\"too many bytes\"}}",
                "422|{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"Extra inputs are not permitted\"}]}"
            })
    void whatOnlyThisProviderRefusesTheNextIsAsked(int status, String body) throws Exception {
        service.provider()
                .always(Script.of(request ->
                        request.path().endsWith("/messages") ? Script.say("Voilà.") : refusing(status, body)));
        HttpResponse<String> response = ask("both");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue("an");
    }

    @Test
    void theFirstProvidersErrorIsTold() throws Exception {
        service.provider()
                .always(Script.of((Received request) -> request.path().endsWith("/messages")
                        ? Script.answer().status(500, "x")
                        : refusing(404, "{\"error\":{\"message\":\"no such model\",\"code\":\"model_not_found\"}}")));
        HttpResponse<String> response = ask("both");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).path("code").asString()).isEqualTo("model_not_found");
    }

    @Test
    void aClientsMistakeIsNoFailureOfTheProvider() throws Exception {
        long before = provider("az").state().failures();
        for (int status : new int[] {400, 404, 413, 422}) {
            service.provider().always(refusing(status, "{\"error\":{\"message\":\"no\"}}"));
            ask("az/scripted");
        }
        assertThat(provider("az").state().failures()).isEqualTo(before);
        assertThat(provider("az").state().lastFailure()).isNull();
        service.provider().always(refusing(403, "{\"error\":{\"message\":\"not from your country\"}}"));
        ask("az/scripted");
        assertThat(provider("az").state().failures()).isEqualTo(before + 1);
    }

    /// As a client of Java sends it, as `fetch` does, as a browser may.
    @ParameterizedTest
    @CsvSource({"'', API key", "*, API key", "de, API key", "'fr-FR,fr;q=0.9', clé"})
    void programsThatSayNoLanguageReadEnglish(String language, String word) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + "/v1/models"));
        if (!language.isEmpty()) {
            request.header("Accept-Language", language);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(error(response).path("message").asString()).contains(word);
        }
    }

    /// Too slow, two at once, too early: the same request may succeed the next time.
    @ParameterizedTest
    @ValueSource(ints = {408, 409, 425})
    void whatMayPassIsNotFinal(int status) throws Exception {
        service.provider()
                .always(Script.of(request -> request.path().endsWith("/messages")
                        ? Script.say("Voilà.")
                        : Script.answer().status(status, "x")));
        assertThat(ask("oa/scripted").statusCode()).isEqualTo(503);
        assertThat(ask("both").statusCode()).isEqualTo(200);
    }
}
