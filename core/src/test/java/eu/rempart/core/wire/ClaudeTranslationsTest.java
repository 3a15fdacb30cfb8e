package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.wire.ClaudeModel.Off;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of a request for each family of Anthropic's models.
class ClaudeTranslationsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ObjectNode made(String model, String more) {
        return Translations.request(
                Dialect.CHAT,
                Dialect.MESSAGES,
                tree("{'model':'" + model + "','messages':[{'role':'user','content':'x'}]" + more + "}"));
    }

    private static ObjectNode schema(String model, String schema, String more) {
        return made(
                model,
                ",'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':" + schema + "}}" + more);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-7, opus, 407",
        "anthropic/claude-opus-4.8, opus, 408",
        "claude-opus-4-20250514, opus, 400",
        "claude-sonnet-4-5-20250929, sonnet, 405",
        "claude-haiku-5-5, haiku, 505",
        "anthropic.claude-fable-5-1, fable, 501",
        "claude-3-5-sonnet-latest, sonnet, 305",
        "claude-3-haiku-20240307, haiku, 300",
        "glm-5, '', 0",
        "claude-m, '', 0"
    })
    void aModelIsKnownByItsName(String name, String family, int version) {
        assertThat(ClaudeModel.of(name)).isEqualTo(new ClaudeModel(family, version));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-6, NOTHING",
        "claude-opus-4-8, NOTHING",
        "claude-opus-5, DISABLED",
        "claude-sonnet-5, DISABLED",
        "claude-haiku-5-5, DISABLED",
        "claude-sonnet-5-5, BETWEEN_TOOLS",
        "claude-opus-5-5, NEVER",
        "claude-fable-5, NEVER",
        "claude-fable-5-1, NEVER",
        "m, NOTHING"
    })
    void notToThinkIsSaidAsTheModelTakesIt(String name, Off off) {
        assertThat(ClaudeModel.of(name).off()).isEqualTo(off);
        ObjectNode request = made(name, ",'reasoning_effort':'none'");
        String expected =
                switch (off) {
                    case DISABLED -> "disabled";
                    case BETWEEN_TOOLS -> "between_tools";
                    case NOTHING, NEVER -> "";
                };
        assertThat(request.path("thinking").path("type").asString("")).isEqualTo(expected);
        assertThat(request.path("output_config").path("effort").asString("")).isEqualTo(off == Off.NEVER ? "low" : "");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-7, low, low",
        "claude-opus-4-7, xhigh, xhigh",
        "claude-opus-4-7, max, max",
        "claude-opus-4-6, xhigh, high",
        "claude-opus-4-6, max, max",
        "claude-sonnet-4-6, max, high",
        "claude-haiku-5-5, medium, medium",
        "claude-sonnet-6, high, high"
    })
    void newerModelsDecideThemselvesHowMuchTheyThink(String name, String effort, String told) {
        ObjectNode request =
                made(name, ",'reasoning_effort':'" + effort + "','temperature':0.5,'top_p':0.5,'max_tokens':900");
        assertThat(request.path("thinking").path("type").asString()).isEqualTo("adaptive");
        assertThat(request.path("thinking").path("display").asString(""))
                .as("newer ones keep their thoughts unless they are asked")
                .isEqualTo(name.endsWith("-4-6") ? "" : "summarized");
        assertThat(request.path("output_config").path("effort").asString()).isEqualTo(told);
        assertThat(request.propertyNames()).doesNotContain("temperature", "top_p");
        assertThat(request.path("max_tokens").asInt()).isEqualTo(900);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-5", "claude-haiku-4-5-20251001", "claude-opus-4-1"})
    void olderModelsThinkWithinABudget(String name) {
        ObjectNode request = made(name, ",'reasoning_effort':'high'");
        assertThat(request.path("thinking").toString()).isEqualTo("{\"type\":\"enabled\",\"budget_tokens\":16384}");
        assertThat(request.path("max_tokens").asInt()).isGreaterThan(16_384);
        assertThat(request.has("output_config")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-7, false, false",
        "claude-sonnet-5-5, false, false",
        "claude-sonnet-4-6, true, false",
        "claude-haiku-4-5, true, false",
        "claude-sonnet-4-20250514, true, true",
        "m, true, true"
    })
    void samplingIsLeftOutWhereTheModelRefusesIt(String name, boolean temperature, boolean both) {
        ObjectNode request = made(name, ",'temperature':0.5,'top_p':0.5");
        assertThat(request.has("temperature")).isEqualTo(temperature);
        assertThat(request.has("top_p")).isEqualTo(both);
        assertThat(made(name, ",'top_p':0.5").has("top_p")).isEqualTo(temperature);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-7, 128000",
        "claude-sonnet-4-6, 64000",
        "claude-opus-4-1, 32000",
        "claude-3-5-sonnet-latest, 8192",
        "m, 4096"
    })
    void withoutALimitItMayWriteAsMuchAsItCan(String name, int most) {
        assertThat(made(name, "").path("max_tokens").asInt()).isEqualTo(most);
        assertThat(made(name, ",'max_tokens':7").path("max_tokens").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"claude-opus-5-5, true", "claude-fable-5-1, true", "claude-sonnet-5, false", "claude-haiku-5-5, false"})
    void aForcedToolIsRefusedByNameWhereTheModelCannotBeForced(String name, boolean refused) {
        String tools = ",'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':";
        for (String choice : List.of("'required'", "{'type':'function','function':{'name':'f'}}")) {
            if (refused) {
                assertThatThrownBy(() -> made(name, tools + choice))
                        .isInstanceOfSatisfying(UntranslatableException.class, e -> assertThat(e.field())
                                .isEqualTo("tool_choice"));
            } else {
                ObjectNode request = made(name, tools + choice + ",'reasoning_effort':'high'");
                assertThat(request.has("tool_choice")).isTrue();
                assertThat(request.has("thinking"))
                        .as("thinking does not go with it")
                        .isFalse();
            }
        }
        assertThat(made(name, tools + "'none'").at("/tool_choice/type").asString())
                .isEqualTo("none");
    }

    @Test
    void aSchemaIsHeldToByTheModelItselfAndReasoningStays() {
        ObjectNode request = schema(
                "claude-opus-4-7",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}",
                ",'reasoning_effort':'low','tools':[{'type':'function','function':{'name':'f'}}]");
        assertThat(request.path("output_config"))
                .isEqualTo(tree("{'format':{'type':'json_schema','schema':{'type':'object','properties':"
                        + "{'a':{'type':'string'}},'required':['a'],'additionalProperties':false}},'effort':'low'}"));
        assertThat(request.path("thinking").path("type").asString()).isEqualTo("adaptive");
        assertThat(request.path("tools")).hasSize(1);
        assertThat(request.has("tool_choice")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-20250514", "claude-3-5-haiku-latest", "m"})
    void anOlderModelAnswersBySchemaThroughATool(String name) {
        ObjectNode request = schema(name, "{'type':'object','properties':{'a':{'type':'string'}}}", "");
        assertThat(request.at("/tool_choice/name").asString()).isEqualTo(MessagesRequests.JSON_TOOL);
        assertThat(request.has("output_config")).isFalse();
    }

    @Test
    void whereItCannotBeForcedItIsToldToUseTheTool() {
        ObjectNode request = schema(
                "claude-opus-5-5",
                "{'type':'object','additionalProperties':{'type':'string'}}",
                ",'tool_choice':'none','tools':[{'type':'function','function':{'name':'f'}}]");
        assertThat(request.path("tools")).hasSize(1);
        assertThat(request.at("/tools/0/name").asString()).isEqualTo(MessagesRequests.JSON_TOOL);
        assertThat(request.has("tool_choice")).isFalse();
        assertThat(request.path("system").asString()).contains(MessagesRequests.JSON_TOOL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'integer','minimum':1,'description':'d'} | {'type':'integer','description':'d\\n\\n{\\'minimum\\':1}'}",
                "{'type':['string','null'],'description':'d'} | {'description':'d','anyOf':[{'type':'string'},{'type':'null'}]}",
                "{'type':['string','null'],'enum':['a',null]} | {'anyOf':[{'type':'string','enum':['a']},{'type':'null'}]}",
                "{'oneOf':[{'type':'string'},{'type':'null'}]} | {'anyOf':[{'type':'string'},{'type':'null'}]}",
                "{'enum':['a',1]} | {'enum':['a',1]}",
                "{'const':'a'} | {'const':'a'}",
                "{'type':'array','items':{'type':'number'},'minItems':1} | {'type':'array','items':{'type':'number'},'minItems':1}",
                "{'type':'array','items':{'type':'number'},'minItems':2} | {'type':'array','items':{'type':'number'},'description':'{\\'minItems\\':2}'}",
                "{'type':'string','format':'email'} | {'type':'string','format':'email'}",
                "{'type':'string','format':'iban'} | {'type':'string','description':'{\\'format\\':\\'iban\\'}'}",
                "{'$ref':'#/$defs/x'} | {'$ref':'#/$defs/x'}",
                "{'type':'object','additionalProperties':{'type':'string'}} |",
                "{'type':'object'} |",
                "{'type':'array'} |",
                "{'type':'array','items':{'type':'number'},'prefixItems':[]} |",
                "{'description':'anything'} |",
                "{'enum':[{'a':1}]} |",
                "{'$ref':'#/$defs/loop'} |",
                "{'$ref':'#/$defs/nowhere'} |",
                "{'$ref':'https://example.org/s.json'} |",
                "{'allOf':[{'$ref':'#/$defs/x'}]} |",
                "{'allOf':[{'type':'object','properties':{'a':{'type':'string'}}},{'type':'object','properties':{'b':{'type':'string'}}}]} |",
                "{'type':'object','properties':{'a':{'type':'string'}},'allOf':[{'type':'object','properties':{'b':{'type':'string'}}}]} |",
                "{'$ref':'#/$defs/x','minLength':2} |",
                "{'$ref':'#/$defs/x','description':'d'} | {'$ref':'#/$defs/x'}",
                "{'type':['string','null'],'enum':['a']} | {'anyOf':[{'type':'string','enum':['a']}]}",
                "{'type':['string','integer'],'enum':['a',1]} | {'anyOf':[{'type':'string','enum':['a']},{'type':'integer','enum':[1]}]}",
                "{'type':['string','null'],'enum':[1]} |",
                "{'type':['string','string']} |",
                "{'type':'string','not':{'const':'a'}} |",
                "true |"
            })
    void aSchemaInTheWordsOfTheInterface(String given, @Nullable String said) {
        String definitions = given.contains("$ref")
                ? ",'$defs':{'x':{'type':'string'},'loop':{'type':'array','items':{'$ref':'#/$defs/loop'}}}"
                : "";
        ObjectNode whole =
                tree("{'type':'object','properties':{'a':" + given.replace("\\'", "'") + "}" + definitions + "}");
        if (given.contains("$defs/x")) {
            ((ObjectNode) whole.path("$defs")).remove("loop");
        }
        if (said == null) {
            assertThat(ClaudeSchema.of(whole)).isEmpty();
        } else {
            JsonNode property = ClaudeSchema.of(whole).orElseThrow().at("/properties/a");
            assertThat(property)
                    .isEqualTo(JSON.readTree(
                            said.replace("\\'", "~").replace('\'', '"').replace("~", "\\\"")));
        }
    }

    @Test
    void aSchemaBeyondTheBoundsOfTheInterfaceIsNotSent() {
        StringBuilder properties = new StringBuilder();
        IntStream.range(0, 25).forEach(i -> properties.append(",'p" + i + "':{'type':'string'}"));
        ObjectNode schema = tree("{'type':'object','properties':{" + properties.substring(1) + "}}");
        assertThat(ClaudeSchema.of(schema)).isEmpty();
        properties.setLength(0);
        IntStream.range(0, 17).forEach(i -> properties.append(",'p" + i + "':{'type':['string','null']}"));
        assertThat(ClaudeSchema.of(tree("{'type':'object','properties':{" + properties.substring(1) + "}}")))
                .isEmpty();
    }

    /// Each definition names the next twice: who follows every way does not come to an end.
    @Test
    void aSchemaWithManyWaysThroughItIsReadInNoTime() {
        StringBuilder definitions = new StringBuilder();
        IntStream.range(0, 60)
                .forEach(i -> definitions.append(",'d" + i + "':{'anyOf':[{'$ref':'#/$defs/d" + (i + 1)
                        + "'},{'$ref':'#/$defs/d" + (i + 1) + "'}]}"));
        ObjectNode schema = tree("{'type':'object','properties':{'a':{'$ref':'#/$defs/d0'}},'$defs':{"
                + definitions.substring(1) + ",'d60':{'type':'string'}}}");
        assertThat(ClaudeSchema.of(schema)).as("too many unions").isEmpty();
    }

    /// Each of these would become many times as large as it is, or as deep as a stack.
    @Test
    @Timeout(20)
    void aSchemaThatMultipliesIsNotSent() {
        String large = "x".repeat(1_000_000);
        String types = "'string',".repeat(20_000) + "'null'";
        assertThat(ClaudeSchema.of(
                        tree("{'type':'object','properties':{'a':{'type':[" + types + "],'x':'" + large + "'}}}")))
                .isEmpty();
        for (String more : List.of("'x':'" + large + "'", "'const':'" + large + "'")) {
            assertThat(ClaudeSchema.of(
                            tree("{'type':'object','properties':{'a':{'type':['string','number']," + more + "}}}")))
                    .isEmpty();
        }
        StringBuilder chain = new StringBuilder();
        IntStream.range(0, 20_000).forEach(i -> chain.append("'d" + i + "':{'$ref':'#/$defs/d" + (i + 1) + "'},"));
        assertThat(ClaudeSchema.of(tree("{'type':'object','properties':{'a':{'$ref':'#/$defs/d0'}},'$defs':{" + chain
                        + "'d20000':{'type':'string'}}}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-3-5-sonnet-latest", "claude-3-haiku-20240307"})
    void theFirstModelsCannotBeAskedToThink(String name) {
        assertThat(made(name, ",'reasoning_effort':'high'").has("thinking")).isFalse();
        assertThat(made("claude-3-7-sonnet-latest", ",'reasoning_effort':'high'")
                        .has("thinking"))
                .isTrue();
    }
}
