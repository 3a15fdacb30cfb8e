package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What clients ask for beside the words, over every kind of provider: in the provider's terms, or refused by name.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayFeaturesTest {

    private static final List<String> KINDS = List.of("oa", "az", "mi", "co", "an", "ol", "ge");
    private static final List<String> OF_OPENAI = List.of("oa", "az", "mi", "co");
    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String SCHEMA = "{'type':'object','properties':{'to':{'type':'string'}}}";
    private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'f','parameters':{}}}]";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\[[A-Z_]+_?\\d+]");

    private GatewayService service;
    private GatewayService strict;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
        strict = GatewayService.start(
                GatewayMatrixTest.PROVIDERS.replace("retries: 0", "retries: 0\n  allow-media: false"));
    }

    @AfterAll
    void stop() {
        service.close();
        strict.close();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private HttpResponse<String> chat(String kind, String question, String more) throws Exception {
        return service.post(
                Dialects.CHAT.path(),
                service.key(),
                json("{'model':'" + kind + "/scripted','messages':[{'role':'user','content':'" + question + "'}]" + more
                        + "}"));
    }

    private JsonNode sent(String kind, String more) throws Exception {
        service.provider().always(Script.say("Oui."));
        HttpResponse<String> response = chat(kind, "Bonjour", more);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return service.provider().received().getLast().json();
    }

    private void refused(String kind, String more, String field) throws Exception {
        int before = service.provider().received().size();
        HttpResponse<String> response = chat(kind, "Bonjour", more);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = Dialects.JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("unsupported_parameter");
        assertThat(error.path("param").asString()).isEqualTo(field);
        assertThat(service.provider().received()).hasSize(before);
    }

    /// The placeholders in what the provider got, in their order.
    private static List<String> placeholders(Received request) {
        List<String> found = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(request.lastMessage());
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    // The form of the answer.

    @ParameterizedTest(name = "over {0}")
    @CsvSource({
        "oa, /response_format/type, json_object",
        "az, /response_format/type, json_object",
        "mi, /response_format/type, json_object",
        "co, /response_format/type, json_object",
        "an, /system, Answer with one JSON object",
        "ol, /format, json",
        "ge, /generationConfig/responseMimeType, application/json"
    })
    void anAnswerInJsonIsAskedForInTheProvidersTerms(String kind, String place, String value) throws Exception {
        assertThat(sent(kind, ",'response_format':{'type':'json_object'}")
                        .at(place)
                        .asString())
                .startsWith(value);
    }

    static Stream<Arguments> streamedOrNot() {
        return KINDS.stream().flatMap(kind -> Stream.of(Arguments.of(kind, true), Arguments.of(kind, false)));
    }

    @ParameterizedTest(name = "over {0}, streamed: {1}")
    @MethodSource("streamedOrNot")
    void anAnswerInASchemaIsWholeAndRestored(String kind, boolean stream) throws Exception {
        service.provider().always(Script.of(request -> {
            String masked = placeholders(request).getFirst();
            String[] pieces = {"{\"to\":\"", masked.substring(0, 4), masked.substring(4), "\"}"};
            return (kind.equals("an")
                            ? Script.answer().toolCall("toolu_1", "json_answer", pieces)
                            : Script.answer().text(pieces))
                    .usage(10, 5)
                    .finish("stop");
        }));
        HttpResponse<String> response = chat(
                kind,
                "Mail marie@example.org",
                ",'stream':" + stream
                        + ",'response_format':{'type':'json_schema','json_schema':{'name':'mail','schema':" + SCHEMA
                        + "}}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Answer answer = Dialects.CHAT.read(stream, response.body());
        assertThat(Dialects.JSON.readTree(answer.text()).path("to").asString()).isEqualTo("marie@example.org");
        assertThat(answer.whole()).isTrue();
        assertThat(answer.tool()).isEmpty();
        String place =
                switch (kind) {
                    case "an" -> "/tools/0/input_schema";
                    case "ol" -> "/format";
                    case "ge" -> "/generationConfig/responseJsonSchema";
                    default -> "/response_format/json_schema/schema";
                };
        assertThat(service.provider().received().getLast().json().at(place))
                .isEqualTo(Dialects.JSON.readTree(json(SCHEMA)));
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"oa", "az", "mi", "co", "an", "ol", "ge"})
    void theWordThatEndsTheAnswerIsSent(String kind) throws Exception {
        String place =
                switch (kind) {
                    case "an" -> "/stop_sequences";
                    case "ol" -> "/options/stop";
                    case "ge" -> "/generationConfig/stopSequences";
                    default -> "/stop";
                };
        assertThat(sent(kind, ",'stop':['END','FIN']").at(place).toString()).isEqualTo("[\"END\",\"FIN\"]");
        assertThat(sent(kind, ",'stop':'END'").at(place).toString())
                .isEqualTo(OF_OPENAI.contains(kind) ? "\"END\"" : "[\"END\"]");
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"oa", "az", "mi", "co", "an", "ol", "ge"})
    void aStreamTellsItsUsageToWhoeverAsks(String kind) throws Exception {
        service.provider().always(Script.answer().text("Oui", ".").usage(10, 2).finish("stop"));
        String asking = chat(kind, "Bonjour", ",'stream':true,'stream_options':{'include_usage':true}")
                .body();
        List<JsonNode> chunks = asking.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Dialects.JSON.readTree(line.substring("data: ".length())))
                .toList();
        JsonNode last = chunks.getLast();
        assertThat(last.path("choices").isArray() && last.path("choices").isEmpty())
                .as(asking)
                .isTrue();
        assertThat(last.path("usage").path("prompt_tokens").asInt()).isEqualTo(10);
        assertThat(last.path("usage").path("completion_tokens").asInt()).isEqualTo(2);
        assertThat(asking).endsWith("data: [DONE]\n\n");
        assertThat(chat(kind, "Bonjour", ",'stream':true").body())
                .contains("[DONE]")
                .doesNotContain("prompt_tokens");
    }

    // Several choices.

    private static String candidate(String kind, int index, String text, boolean stream) {
        return switch (kind) {
            case "ge" ->
                "{'index':%d,'content':{'role':'model','parts':[{'text':'%s'}]},'finishReason':'STOP'}"
                        .formatted(index, text);
            default ->
                "{'index':%d,'%s':{'role':'assistant','content':'%s'},'finish_reason':%s}"
                        .formatted(index, stream ? "delta" : "message", text, stream ? "null" : "'stop'");
        };
    }

    private static String choices(String kind, String choices) {
        return kind.equals("ge")
                ? "{'candidates':[" + choices + "],'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':4}}"
                : "{'id':'c','object':'x','model':'scripted','choices':[" + choices
                        + "],'usage':{'prompt_tokens':9,'completion_tokens':4}}";
    }

    /// Two choices, each with the name of somebody else; in a stream their pieces take turns.
    private static Script twoChoices(String kind, boolean stream, List<String> names) {
        if (!stream) {
            return Script.answer()
                    .contentType("application/json")
                    .raw(json(choices(
                            kind,
                            candidate(kind, 0, "A " + names.get(0), false) + ","
                                    + candidate(kind, 1, "B " + names.get(1), false))));
        }
        StringBuilder events = new StringBuilder();
        for (String half : List.of("first", "second")) {
            for (int i = 0; i < 2; i++) {
                String text = (i == 0 ? "A " : "B ") + names.get(i);
                String piece = half.equals("first") ? text.substring(0, 5) : text.substring(5);
                String choice = candidate(kind, i, piece, true);
                choice = half.equals("first") ? choice.replace(",'finishReason':'STOP'", "") : choice;
                events.append("data: ").append(json(choices(kind, choice))).append("\n\n");
            }
        }
        if (!kind.equals("ge")) {
            for (int i = 0; i < 2; i++) {
                String end = "{'index':" + i + ",'delta':{},'finish_reason':'stop'}";
                events.append("data: ").append(json(choices(kind, end))).append("\n\n");
            }
            events.append("data: [DONE]\n\n");
        }
        return Script.answer().contentType("text/event-stream").raw(events.toString());
    }

    @ParameterizedTest(name = "over {0}, streamed: {1}")
    @MethodSource("streamedOrNot")
    void everyChoiceIsRestored(String kind, boolean stream) throws Exception {
        boolean oneByOne = kind.equals("an") || kind.equals("ol");
        int before = service.provider().received().size();
        service.provider().always(Script.of(request -> {
            List<String> names = placeholders(request);
            int number = service.provider().received().size() - before - 1;
            return oneByOne
                    ? Script.say(
                            (number == 0 ? "A " : "B ") + names.get(number).substring(0, 3),
                            names.get(number).substring(3))
                    : twoChoices(kind, stream, names);
        }));
        HttpResponse<String> response = chat(kind, "marie@example.org, paul@example.org", ",'n':2,'stream':" + stream);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String[] texts = {"", ""};
        String[] ends = {"", ""};
        List<String> documents = stream
                ? response.body()
                        .lines()
                        .filter(line -> line.startsWith("data: {"))
                        .map(line -> line.substring("data: ".length()))
                        .toList()
                : List.of(response.body());
        for (String document : documents) {
            for (JsonNode choice : Dialects.JSON.readTree(document).path("choices")) {
                int index = choice.path("index").asInt();
                texts[index] += choice.path(stream ? "delta" : "message")
                        .path("content")
                        .asString("");
                ends[index] += choice.hasNonNull("finish_reason")
                        ? choice.path("finish_reason").asString()
                        : "";
            }
        }
        assertThat(texts).containsExactly("A marie@example.org", "B paul@example.org");
        assertThat(ends).containsExactly("stop", "stop");
        JsonNode sent = service.provider().received().getLast().json();
        assertThat(service.provider().received()).hasSize(before + (oneByOne ? 2 : 1));
        if (!oneByOne) {
            assertThat(sent.at(kind.equals("ge") ? "/generationConfig/candidateCount" : "/n")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    // Pictures.

    private static String withPicture(Dialects dialect, String model, String picture) {
        ObjectNode body = (ObjectNode) Dialects.JSON.readTree(dialect.question(model, false, "Be brief.", "?"));
        String parts = json(
                switch (dialect) {
                    case CHAT ->
                        "[{'type':'text','text':'Look, marie@example.org'},{'type':'image_url','image_url':{'url':'"
                                + picture + "'}}]";
                    case RESPONSES ->
                        "[{'type':'input_text','text':'Look, marie@example.org'},{'type':'input_image','image_url':'"
                                + picture + "'}]";
                    case MESSAGES ->
                        "[{'type':'text','text':'Look, marie@example.org'},{'type':'image','source':"
                                + (picture.startsWith("data:")
                                        ? "{'type':'base64','media_type':'image/png','data':'" + PICTURE + "'}"
                                        : "{'type':'url','url':'" + picture + "'}")
                                + "}]";
                });
        if (dialect == Dialects.RESPONSES) {
            body.putArray("input").addObject().put("role", "user").set("content", Dialects.JSON.readTree(parts));
        } else {
            ObjectNode last =
                    (ObjectNode) body.path("messages").get(body.path("messages").size() - 1);
            last.set("content", Dialects.JSON.readTree(parts));
        }
        return body.toString();
    }

    static Stream<Arguments> cells() {
        return Arrays.stream(Dialects.values())
                .flatMap(dialect -> KINDS.stream().map(kind -> Arguments.of(dialect, kind)));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("cells")
    void aPictureReachesTheProviderInItsOwnPlace(Dialects dialect, String kind) throws Exception {
        service.provider().always(Script.say("Oui."));
        HttpResponse<String> response = service.post(
                dialect.path(),
                service.key(),
                withPicture(dialect, kind + "/scripted", "data:image/png;base64," + PICTURE));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String sent = service.provider().received().getLast().body();
        String place =
                switch (kind) {
                    case "an" -> "'source':{'type':'base64','media_type':'image/png','data':'" + PICTURE + "'}";
                    case "ol" -> "'images':['" + PICTURE + "']";
                    case "ge" -> "'inlineData':{'mimeType':'image/png','data':'" + PICTURE + "'}";
                    default ->
                        dialect == Dialects.RESPONSES && List.of("oa", "az").contains(kind)
                                ? "'image_url':'data:image/png;base64," + PICTURE + "'"
                                : "'image_url':{'url':'data:image/png;base64," + PICTURE + "'}";
                };
        assertThat(sent).contains(json(place)).contains("Look, [").doesNotContain("example.org");
    }

    @ParameterizedTest
    @EnumSource(Dialects.class)
    void aLinkToAPictureIsPassedOnOrRefusedWhereTheProviderFollowsNone(Dialects dialect) throws Exception {
        for (String kind : KINDS) {
            service.provider().always(Script.say("Oui."));
            int before = service.provider().received().size();
            HttpResponse<String> response = service.post(
                    dialect.path(),
                    service.key(),
                    withPicture(dialect, kind + "/scripted", "https://pictures.example/p.png"));
            if (kind.equals("ol")) {
                assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
                assertThat(service.provider().received()).hasSize(before);
            } else {
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                assertThat(service.provider().received().getLast().body()).contains("https://pictures.example/p.png");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialects.class)
    void picturesAreRefusedWhereTheyAreNotAllowed(Dialects dialect) throws Exception {
        int before = strict.provider().received().size();
        for (String picture : List.of("data:image/png;base64," + PICTURE, "https://pictures.example/p.png")) {
            HttpResponse<String> response =
                    strict.post(dialect.path(), strict.key(), withPicture(dialect, "oa/scripted", picture));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            assertThat(response.body()).contains("media_refused");
        }
        assertThat(strict.provider().received()).hasSize(before);
        strict.provider().answer(Script.say("Oui."));
        assertThat(strict.post(
                                dialect.path(),
                                strict.key(),
                                dialect.question("oa/scripted", false, "Be brief.", "Bonjour"))
                        .statusCode())
                .isEqualTo(200);
    }

    // What not every provider can do.

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"mi", "an", "ol", "ge"})
    void whatTheProviderCannotDoIsRefusedByName(String kind) throws Exception {
        if (List.of("mi", "an").contains(kind)) {
            refused(kind, ",'logprobs':true", "logprobs");
            refused(kind, ",'logprobs':true,'stream':true", "logprobs");
        }
        refused(kind, ",'logit_bias':{'50256':-100}", "logit_bias");
        refused(kind, ",'modalities':['audio']", "modalities");
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {true, false})
    void logProbabilitiesAreToldWhereNothingIsMasked(boolean stream) throws Exception {
        service.provider().always(Script.of(request -> {
            String word = request.body().contains("[EMAIL") ? "[EMAIL_1]" : "Oui";
            String choice = "{'index':0,'" + (stream ? "delta" : "message") + "':{'role':'assistant','content':'" + word
                    + "'},'logprobs':{'content':[{'token':'" + word
                    + "','logprob':-0.5,'bytes':null,'top_logprobs':[]}]},'finish_reason':"
                    + (stream ? "null" : "'stop'") + "}";
            String document = choices("oa", choice);
            return stream
                    ? Script.answer()
                            .contentType("text/event-stream")
                            .raw(json("data: " + document + "\n\ndata: "
                                    + choices("oa", "{'index':0,'delta':{},'finish_reason':'stop'}")
                                    + "\n\ndata: [DONE]\n\n"))
                    : Script.answer().contentType("application/json").raw(json(document));
        }));
        String more = ",'logprobs':true,'stream':" + stream;
        assertThat(chat("oa", "Bonjour", more).body()).contains("\"token\":\"Oui\"");
        String masked = chat("oa", "marie@example.org", more).body();
        assertThat(masked).contains("marie@example.org").doesNotContain("\"token\"", "EMAIL_1");
    }

    @Test
    void ollamaMustNotUseToolsThatAreForbidden() throws Exception {
        assertThat(sent("ol", "," + TOOLS).path("tools")).hasSize(1);
        assertThat(sent("ol", "," + TOOLS + ",'tool_choice':'none'").has("tools"))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({"ol, true", "ol, false"})
    void wordsInPlaceOfAForcedCallAreNoAnswer(String kind, boolean stream) throws Exception {
        for (String choice : List.of("'required'", "{'type':'function','function':{'name':'f'}}")) {
            String more = "," + TOOLS + ",'tool_choice':" + choice + ",'stream':" + stream;
            service.provider().always(Script.say("Non."));
            HttpResponse<String> words = chat(kind, "Bonjour", more);
            assertThat(words.statusCode()).as(words.body()).isEqualTo(400);
            assertThat(words.body()).contains("\"tool_choice\"").doesNotContain("Non.");
            service.provider()
                    .always(Script.answer()
                            .toolCall("c", "f", "{\"to\":", "\"x\"}")
                            .usage(1, 1)
                            .finish("stop"));
            HttpResponse<String> called = chat(kind, "Bonjour", more);
            assertThat(called.statusCode()).as(called.body()).isEqualTo(200);
            assertThat(called.body()).contains("\"name\":\"f\"");
        }
    }

    @ParameterizedTest(name = "over {0}, streamed: {1}")
    @CsvSource({"mi, true", "mi, false", "an, true", "an, false", "ol, true", "ol, false", "ge, true", "ge, false"})
    void oldFunctionsAndFreeTextWorkOverEveryKind(String kind, boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .toolCall("c", "f", "{\"input\":", "\"ls\"}")
                        .usage(1, 1)
                        .finish("stop"));
        String old = chat(kind, "Bonjour", ",'functions':[{'name':'f','parameters':{}}],'stream':" + stream)
                .body();
        assertThat(old).contains("\"function_call\"").doesNotContain("tool_calls");
        String custom = chat(
                        kind,
                        "Bonjour",
                        ",'tools':[{'type':'custom','custom':{'name':'f'}}],'parallel_tool_calls':false,'stream':"
                                + stream)
                .body();
        assertThat(custom).contains("\"type\":\"custom\"", "\"input\":\"ls\"");
    }

    @ParameterizedTest(name = "over {0}")
    @CsvSource({
        "oa, flex, flex",
        "az, auto, auto",
        "co, default, default",
        "an, auto, auto",
        "an, default, standard_only",
        "mi, default,",
        "ol, default,",
        "ge, default,"
    })
    void theTierOfServiceIsAskedForInTheProvidersTerms(String kind, String tier, String value) throws Exception {
        assertThat(sent(kind, ",'service_tier':'" + tier + "'")
                        .path("service_tier")
                        .asString(null))
                .isEqualTo(value);
    }

    @Test
    void geminisSignatureOfACallComesBackToItThroughTheClient() throws Exception {
        String signature = "CikBcsjafN0Yv3BH9k1/+A".repeat(12);
        Map<String, String> bodies =
                Map.of("with", ",'extra_content':{'google':{'thought_signature':'" + signature + "'}}", "without", "");
        service.provider()
                .always(
                        Script.answer()
                                .contentType("application/json")
                                .raw(
                                        json(
                                                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','args':{}},"
                                                        + "'thoughtSignature':'" + signature
                                                        + "'}]},'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':4}}")));
        assertThat(chat("ge", "Bonjour", "," + TOOLS).body()).contains(signature);
        for (Map.Entry<String, String> body : bodies.entrySet()) {
            service.post(
                    Dialects.CHAT.path(),
                    service.key(),
                    json("{'model':'ge/scripted','messages':[{'role':'user','content':'x'},{'role':'assistant',"
                            + "'tool_calls':[{'id':'call_1','type':'function','function':{'name':'f','arguments':'{}'}"
                            + body.getValue() + "}]},{'role':'tool','tool_call_id':'call_1','content':'1'}]}"));
            assertThat(service.provider()
                            .received()
                            .getLast()
                            .json()
                            .at("/contents/1/parts/0/thoughtSignature")
                            .asString())
                    .isEqualTo(body.getKey().equals("with") ? signature : "skip_thought_signature_validator");
        }
    }
}
