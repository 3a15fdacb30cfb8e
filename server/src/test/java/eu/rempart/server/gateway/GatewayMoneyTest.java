package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Tier;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is held before a provider is asked, and what is charged whatever becomes of the call.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayMoneyTest {

    private static final String MORE = """
            gateway:
              retries: 0
              providers:
                oa: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                hedged: {kind: openai, base-url: "{url}/v1", api-key: "{key}", hedge-after: 50ms}
                twice: {kind: anthropic, base-url: "{url}", api-key: "{key}", hedge-after: 50ms}
                mi: {kind: mistral, base-url: "{url}/v1", api-key: "{key}"}
                us: {kind: compatible, base-url: "{url}/v1", api-key: "{key}"}
                an: {kind: anthropic, base-url: "{url}", api-key: "{key}"}
                ceiling: {kind: openai, base-url: "{url}/v1", api-key: "{key}", monthly-ceiling: 1}
                twokeys: {kind: openai, base-url: "{url}/v1", api-key-file: "{dir}/first.key", secondary-api-key-file: "{dir}/second.key"}
                roomy: {kind: openai, base-url: "{url}/v1", api-key: "{key}", monthly-ceiling: 0.1}
                used: {kind: openai, base-url: "{url}/v1", api-key: "{key}", monthly-ceiling: 0.1}
                first: {kind: openai, base-url: "{url}/v1", api-key: "{key}", monthly-ceiling: 5}
                second: {kind: openai, base-url: "{url}/v1", api-key: "{key}", monthly-ceiling: 5}
              routes:
                ceilings: {models: [first/scripted, second/scripted]}
                roomier: {models: [roomy/scripted, us/scripted]}
                counting: {models: [an/scripted, oa/scripted]}
                anywhere: {models: [oa/scripted, us/scripted]}
                both: {models: [ceiling/scripted, ceiling/dear]}
            """;
    private static final String CHAT = "/v1/chat/completions";
    private static final String QUESTION =
            "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Bonjour\"}]%s}";
    private static final String PICTURE =
            "{\"model\":\"oa/thinker\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                    + "\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]}]%s}";
    private static final JsonMapper JSON = new JsonMapper();

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(MORE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void aProviderThatAnswers() {
        service.clock().advance(Duration.ofMinutes(5));
        service.provider().always(Script.say("Voilà."));
    }

    private HttpResponse<String> ask(String key, String model, String more) throws Exception {
        return service.post(CHAT, key, QUESTION.formatted(model, more));
    }

    private List<Received> since(int sent) {
        List<Received> all = service.provider().received();
        return all.subList(sent, all.size());
    }

    private int sent() {
        return service.provider().received().size();
    }

    private static String code(HttpResponse<String> response) {
        return JSON.readTree(response.body()).path("error").path("code").asString();
    }

    private long last(String column) {
        return service.number("SELECT " + column + " FROM usage_records ORDER BY rowid DESC LIMIT 1");
    }

    @Test
    void aCeilingBoundsTheAnswerOfCallersWithoutALimit() throws Exception {
        assertThat(ask(service.key(), "ceiling/scripted", "").statusCode()).isEqualTo(200);
        JsonNode asked = service.provider().received().getLast().json();
        assertThat(asked.path("max_completion_tokens").asInt()).isEqualTo(16_000);
    }

    @Test
    void aCeilingIsForPricedModelsOnly() throws Exception {
        int sent = sent();
        HttpResponse<String> response = ask(service.key(), "ceiling/unheard-of", "");
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(code(response)).isEqualTo("model_unpriced");
        assertThat(since(sent)).isEmpty();
    }

    @Test
    void theCeilingCoversTheDearestModelThatMayBeAsked() throws Exception {
        int sent = sent();
        assertThat(ask(service.key(), "both", "").statusCode()).isEqualTo(402);
        assertThat(since(sent)).isEmpty();
    }

    /// Nothing is spent: a smaller request helps, and no operator is called.
    @Test
    void aRequestThatIsTooLargeForACeilingIsToldSo() throws Exception {
        int sent = sent();
        HttpResponse<String> response = ask(service.key(), "roomy/scripted", "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(402);
        assertThat(code(response)).isEqualTo("budget_exhausted");
        assertThat(response.body()).contains("monthly ceiling", "“max_completion_tokens: 16000”");
        assertThat(since(sent)).isEmpty();
        HttpResponse<String> other = ask(service.key(), "roomier", "");
        assertThat(other.headers().firstValue("X-Rempart-Provider")).hasValue("us");
        assertThat(service.alerts("provider_ceiling_reached", "roomy")).isEmpty();
        assertThat(service.alerts("provider_ceiling_reached", "provider:roomy")).isEmpty();
        assertThat(ask(service.key(), "roomy/scripted", ",\"max_tokens\":100").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCeilingThatIsUsedUpIsAnAlertWithTheProvidersName() throws Exception {
        service.provider().always(Script.answer().text("Voilà.").usage(10, 800).finish("stop"));
        for (int i = 0; i < 10; i++) {
            assertThat(ask(service.key(), "used/scripted", ",\"max_tokens\":900")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(service.alerts("provider_ceiling_reached", "used")).isEmpty();
        }
        HttpResponse<String> response = ask(service.key(), "used/scripted", ",\"max_tokens\":2000");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(402);
        assertThat(service.alerts("provider_ceiling_reached", "used")).isEqualTo("1.0");
    }

    @Test
    void aRequestThatIsTooLargeForABudgetIsToldSo() throws Exception {
        String key = service.key(service.user(Tier.ENTERPRISE), new KeyRules(Set.of(), List.of(), null, 100_000_000L));
        HttpResponse<String> response = ask(key, "oa/scripted", "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(402);
        assertThat(code(response)).isEqualTo("budget_exhausted");
        assertThat(response.body()).contains("may cost", "“max_completion_tokens: 16000”");
        assertThat(ask(key, "oa/scripted", ",\"max_tokens\":12000").body()).contains("“max_tokens: 12000”");
        assertThat(ask(key, "oa/scripted", ",\"max_tokens\":100").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",\"service_tier\":\"priority\" | service_tier",
                ",\"web_search_options\":{} | web_search_options",
                ",\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://example.org\",\"name\":\"x\"}] | mcp_servers",
                ",\"tools\":[{\"type\":\"web_search\"}] | tools[].type",
            })
    void whatHasNoPriceIsNotAskedForOnABudget(String more, String field) throws Exception {
        int sent = sent();
        String limited = service.key(service.user(Tier.FREE), KeyRules.NONE);
        HttpResponse<String> response = ask(limited, "oa/scripted", more);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains(field);
        assertThat(since(sent)).isEmpty();
        assertThat(ask(service.key(), "oa/scripted", more).statusCode()).isEqualTo(200);
    }

    @Test
    void aCountNeverBecomesAQuestionToTheNextProvider() throws Exception {
        service.provider().always(Script.answer().status(500, "x"));
        int sent = sent();
        HttpResponse<String> response =
                service.post("/v1/messages/count_tokens", service.key(), QUESTION.formatted("counting", ""));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()).path("input_tokens").asInt()).isPositive();
        assertThat(since(sent)).extracting(Received::path).containsOnly("/v1/messages/count_tokens");
    }

    @Test
    void anAnswerThatBreaksOffIsChargedByWhatWasWritten() throws Exception {
        String[] words = "Voici une réponse assez longue pour compter plus que son début . "
                .repeat(5)
                .split("(?<= )");
        service.provider().always(Script.answer().usage(10, 1).text(words).cut());
        HttpResponse<String> response = service.post(
                "/v1/messages",
                service.key(),
                QUESTION.formatted("an/scripted", ",\"stream\":true,\"max_tokens\":500"));
        assertThat(response.body()).contains("longue");
        assertThat(last("output_tokens")).isBetween(40L, 120L);
        assertThat(last("cost_nano")).isGreaterThan(400_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reasoningAndImagesHaveTheirPrices(boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .replacing(
                                "{\"cached_tokens\":0}",
                                "{\"cached_tokens\":1,\"image_tokens\":4},"
                                        + "\"completion_tokens_details\":{\"reasoning_tokens\":2}")
                        .text("Voilà.")
                        .usage(10, 5)
                        .finish("stop"));
        String free = service.key(service.user(Tier.FREE), KeyRules.NONE);
        HttpResponse<String> response =
                service.post(CHAT, free, PICTURE.formatted(",\"max_tokens\":100,\"stream\":" + stream));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(last("cost_nano")).isEqualTo((6 + 4 * 4 + 3 * 10 + 2 * 40) * 1_000L);
        assertThat(service.text("SELECT facts FROM audit_log ORDER BY rowid DESC LIMIT 1"))
                .contains("10 in (1 cached, 4 images), 5 out (2 reasoning), 132000 nano-euros");
    }

    /// Without a count of the provider an image costs what was held for it: 50,000 tokens at the price of images.
    @Test
    void anImageThatNobodyCountedIsNotFree() throws Exception {
        service.provider().always(Script.answer().text("Voilà.").finish("stop"));
        String free = service.key(service.user(Tier.FREE), KeyRules.NONE);
        HttpResponse<String> response = service.post(CHAT, free, PICTURE.formatted(",\"max_tokens\":100"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(last("cost_nano")).isBetween(200_000_000L, 200_200_000L);
    }

    @Test
    void whoHadTheRequestBeforeIsChargedToo() throws Exception {
        service.provider().always(Script.answer().text("Voilà.").usage(10, 5).finish("stop"));
        ask(service.key(), "anywhere", "");
        long alone = last("cost_nano");
        service.provider()
                .answer(Script.answer().hang())
                .answer(Script.answer().text("Voilà.").usage(10, 5).finish("stop"));
        HttpResponse<String> response = ask(service.key(), "anywhere", "");
        assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue("us");
        assertThat(last("cost_nano")).isBetween(alone + 4_000, alone + 30_000);
    }

    @Test
    void everyProviderIsChargedItsOwnPart() throws Exception {
        service.provider()
                .answer(Script.answer().hang())
                .answer(Script.answer().text("Voilà.").usage(10, 5).finish("stop"));
        HttpResponse<String> response = ask(service.key(), "ceilings", "");
        assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue("second");
        long first = service.number("SELECT spent_nano FROM budgets WHERE account = 'provider:first'");
        long second = service.number("SELECT spent_nano FROM budgets WHERE account = 'provider:second'");
        assertThat(first).isBetween(4_000L, 30_000L);
        assertThat(second).isEqualTo(60_000);
        assertThat(last("cost_nano")).isEqualTo(first + second);
        assertThat(service.number("SELECT sum(held_nano) FROM budgets")).isZero();
    }

    @Test
    void answersThatWereFinishedArePaidForWhereALaterOneFails() throws Exception {
        Script answer = Script.answer().text("Voilà.").usage(10, 5).finish("stop");
        service.provider().answer(answer).answer(answer).answer(Script.answer().status(429, "x"));
        HttpResponse<String> response = ask(service.key(), "an/scripted", ",\"n\":3");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
        assertThat(last("cost_nano")).isEqualTo(2 * 60_000);
        assertThat(last("output_tokens")).isEqualTo(10);
    }

    @Test
    void aLongFileIsChargedAsLongAsItIs() throws Exception {
        service.provider()
                .always(Script.answer().text("Voilà.").usage(200_000, 5).finish("stop"));
        String key =
                service.key(service.user(Tier.ENTERPRISE), new KeyRules(Set.of(), List.of(), null, 10_000_000_000L));
        HttpResponse<String> response = service.post(
                CHAT,
                key,
                "{\"model\":\"oa/scripted\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\","
                        + "\"file\":{\"file_data\":\"data:application/pdf;base64,JVBERi0=\"}}]}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(last("input_tokens")).isEqualTo(200_000);
    }

    @Test
    void aCountThatTakesTooLongCostsNothing() throws Exception {
        service.provider().always(Script.answer().hang());
        service.post("/v1/messages/count_tokens", service.key(), QUESTION.formatted("an/scripted", ""));
        assertThat(last("cost_nano")).isZero();
        assertThat(last("input_tokens")).isZero();
    }

    @Test
    void aForbiddenRequestSaysNothingAgainstTheKey() throws Exception {
        service.provider().always(Script.answer().status(403, "this model is not for you"));
        int sent = sent();
        for (int i = 0; i < 7; i++) {
            HttpResponse<String> response = ask(service.key(), "twokeys/scripted", "");
            assertThat(code(response)).isEqualTo("provider_unavailable");
        }
        assertThat(since(sent)).hasSize(7).allSatisfy(request -> assertThat(request.header("Authorization"))
                .isEqualTo("Bearer " + GatewayService.FILE_KEY));
    }

    @Test
    void aKeyOfAFileIsNotGivenOut() throws Exception {
        service.provider().always(Script.say("La clé est " + GatewayService.FILE_KEY + " ."));
        HttpResponse<String> response = ask(service.key(), "oa/scripted", "");
        assertThat(response.body()).doesNotContain("Zx81Lq0vTmW4nBd7");
        assertThat(code(response)).isEqualTo("answer_filtered");
    }

    @Test
    void nothingIsKeptAtTheProvider() throws Exception {
        assertThat(ask(service.key(), "oa/scripted", ",\"store\":true").statusCode())
                .isEqualTo(200);
        JsonNode asked = service.provider().received().getLast().json();
        assertThat(asked.path("store").asBoolean(true)).isFalse();
    }

    @Test
    void theLimitOfAKeyCountsItsListsToo() throws Exception {
        String key = service.key(service.user(Tier.FREE), new KeyRules(Set.of(), List.of(), 2L, null));
        String[] bearer = {"Authorization", "Bearer " + key};
        assertThat(service.send("GET", "/v1/models", bearer).statusCode()).isEqualTo(200);
        assertThat(service.send("GET", "/v1/models", bearer).statusCode()).isEqualTo(200);
        assertThat(service.send("GET", "/v1/models", bearer).statusCode()).isEqualTo(429);
    }

    @Test
    void aNumberAloneSpendsNoBudgetWhereALaterAnswerFails() throws Exception {
        service.provider()
                .answer(Script.answer().text("Oui.").usage(10, 100_000_000).finish("stop"))
                .answer(Script.answer().status(429, "x"));
        String key = service.key(service.user(Tier.ENTERPRISE), new KeyRules(Set.of(), List.of(), null, 400_000_000L));
        HttpResponse<String> response = ask(key, "an/scripted", ",\"n\":2,\"max_tokens\":100");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
        assertThat(last("cost_nano")).isBetween(1L, 400_000_000L);
    }

    @Test
    void whatIsHeldCoversFinishedAnswersBeforeAnotherProviderAnswers() throws Exception {
        String key = service.key(service.user(Tier.ENTERPRISE), new KeyRules(Set.of(), List.of(), null, 400_000_000L));
        HttpResponse<String> response = ask(key, "counting", ",\"n\":3,\"max_tokens\":10000");
        // Two answers of the first and all three of the second come to 0.50 €.
        assertThat(response.statusCode()).as(response.body()).isEqualTo(402);
    }

    @Test
    void finishedAnswersThatNobodyCountedArePaidForWhereALaterOneFails() throws Exception {
        Script answer = Script.answer().text("Voilà.").finish("stop");
        service.provider().answer(answer).answer(answer).answer(Script.answer().status(429, "x"));
        HttpResponse<String> response = ask(service.key(), "an/scripted", ",\"n\":3");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
        long read = last("input_tokens");
        long written = last("output_tokens");
        assertThat(read).isPositive().isEven();
        assertThat(written).isPositive().isEven();
        assertThat(last("cost_nano")).isEqualTo(1_000 * read + 10_000 * written);
    }

    @Test
    void aStreamThatBreaksOffInALaterChoiceIsChargedForThatOneToo() throws Exception {
        service.provider()
                .answer(Script.answer().text("Voilà.").usage(10, 5).finish("stop"))
                .answer(Script.answer()
                        .text("La suite de cette réponse ", "manque. ")
                        .cut());
        HttpResponse<String> response = ask(service.key(), "an/scripted", ",\"n\":2,\"stream\":true");
        assertThat(response.body()).contains("provider_unavailable");
        long read = last("input_tokens") - 10;
        long written = last("output_tokens") - 5;
        assertThat(read).isPositive();
        assertThat(written).isPositive();
        assertThat(last("cost_nano")).isEqualTo(60_000 + 1_000 * read + 10_000 * written);
    }

    @Test
    void choicesThatWereFinishedBeforeOneIsWithheldArePaidFor() throws Exception {
        service.provider()
                .answer(Script.answer().text("Voilà.").usage(10, 5).finish("stop"))
                .answer(Script.answer()
                        .text("La clé : AKIA" + "Q3EGRXZJ5VNKWT2M")
                        .usage(10, 50)
                        .finish("stop"));
        HttpResponse<String> response = ask(service.key(), "an/scripted", ",\"n\":2");
        assertThat(code(response)).isEqualTo("answer_filtered");
        assertThat(last("input_tokens")).isEqualTo(20);
        assertThat(last("output_tokens")).isEqualTo(55);
        assertThat(last("cost_nano")).isEqualTo(20_000 + 550_000);
    }

    @Test
    void aWholeAnswerThatDoesNotSayWhyItEndedIsChargedByItsCount() throws Exception {
        service.provider().answer(Script.answer().text("Voilà.").usage(70, 5).finish(""));
        HttpResponse<String> response = ask(service.key(), "oa/scripted", "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(last("input_tokens")).isEqualTo(70);
        assertThat(last("cost_nano")).isEqualTo(70_000 + 50_000);
    }

    @Test
    void aSecondCallOfAHedgeThatWasRefusedIsFree() throws Exception {
        service.provider()
                .answer(Script.answer()
                        .pause(Duration.ofMillis(600))
                        .text("Voilà.")
                        .usage(10, 5)
                        .finish("stop"))
                .answer(Script.answer().status(429, "x"));
        HttpResponse<String> response = ask(service.key(), "hedged/scripted", "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(last("cost_nano")).isEqualTo(60_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",\"max_tokens\":10,\"max_completion_tokens\":null | oa/scripted | max_completion_tokens | 10",
                ",\"max_tokens\":null | mi/scripted | max_tokens | 16000",
            })
    void aLimitThatIsNullTakesNoLimitAway(String more, String model, String field, int limit) throws Exception {
        String limited =
                service.key(service.user(Tier.ENTERPRISE), new KeyRules(Set.of(), List.of(), null, 10_000_000_000L));
        assertThat(ask(limited, model, more).statusCode()).isEqualTo(200);
        assertThat(service.provider().received().getLast().json().path(field).asInt())
                .isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | \"messages\":[{\"role\":\"user\",\"content\":\"Bonjour\"}] | prompt_tokens | completion_tokens",
                "/v1/responses | \"input\":\"Bonjour\" | input_tokens | output_tokens",
                "/v1/messages | \"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Bonjour\"}]"
                        + " | input_tokens | output_tokens",
            })
    void aStreamThatBreaksTellsWhatWasUsed(String path, String body, String input, String output) throws Exception {
        for (String model : List.of("us/scripted", "an/scripted")) {
            service.provider()
                    .answer(Script.answer()
                            .text("La suite de cette réponse ", "manque. ")
                            .cut());
            HttpResponse<String> response =
                    service.post(path, service.key(), "{\"model\":\"" + model + "\",\"stream\":true," + body + "}");
            String error = response.body()
                    .lines()
                    .filter(line -> line.contains("provider_unavailable"))
                    .findFirst()
                    .orElseThrow();
            assertThat(error).contains("broke off");
            JsonNode usage = JSON.readTree(error.substring("data: ".length())).path("usage");
            assertThat(usage.path(input).asLong()).isPositive().isEqualTo(last("input_tokens"));
            assertThat(usage.path(output).asLong()).isPositive().isEqualTo(last("output_tokens"));
        }
    }

    @Test
    void bothCallsOfAHedgeAreChargedWhereBothFail() throws Exception {
        service.provider().always(Script.answer().hang());
        assertThat(ask(service.key(), "oa/scripted", "").statusCode()).isEqualTo(503);
        long one = last("cost_nano");
        assertThat(one).isPositive();
        int sent = sent();
        assertThat(ask(service.key(), "hedged/scripted", "").statusCode()).isEqualTo(503);
        assertThat(since(sent)).hasSize(2);
        assertThat(last("cost_nano")).isEqualTo(2 * one);
    }

    @Test
    void aHedgeWhoseLastFailureIsFreeIsChargedForTheOther() throws Exception {
        service.provider().always(Script.answer().html());
        ask(service.key(), "oa/scripted", "");
        long one = last("cost_nano");
        service.provider()
                .answer(Script.answer().pause(Duration.ofMillis(120)).html())
                .answer(Script.answer().pause(Duration.ofMillis(150)).status(429, "x"));
        assertThat(ask(service.key(), "hedged/scripted", "").statusCode()).isEqualTo(429);
        assertThat(last("cost_nano")).isPositive().isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsReadByNoModelAndFree(int status) throws Exception {
        service.provider().always(Script.answer().status(status, Map.of("Location", service.url()), ""));
        HttpResponse<String> response = ask(service.key(), "oa/scripted", "");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(code(response)).isEqualTo("provider_unavailable");
        assertThat(last("cost_nano")).isZero();
        assertThat(last("input_tokens")).isZero();
    }

    @Test
    void choicesOfAHedgedProviderAreChargedForBothCallsThatFail() throws Exception {
        Script answer = Script.answer().text("Voilà.").usage(10, 5).finish("stop");
        service.provider().always(Script.answer().hang());
        ask(service.key(), "an/scripted", "");
        long one = last("cost_nano");
        service.provider().answer(answer);
        HttpResponse<String> response = ask(service.key(), "twice/scripted", ",\"n\":2");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(last("cost_nano")).isEqualTo(60_000 + 2 * one);
    }

    @Test
    void theSecondCallOfAHedgeHasReadTheQuestionToo() throws Exception {
        service.provider()
                .answer(Script.answer().hang())
                .answer(Script.answer().text("Voilà.").usage(10, 5).finish("stop"));
        HttpResponse<String> response = ask(service.key(), "hedged/scripted", "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        long read = last("input_tokens") - 10;
        assertThat(read).isPositive();
        assertThat(last("cost_nano")).isEqualTo(60_000 + 1_000 * read);
    }
}
