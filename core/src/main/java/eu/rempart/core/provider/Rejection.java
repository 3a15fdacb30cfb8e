package eu.rempart.core.provider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a provider says is wrong with a request. Passed on only where it is the request that is wrong, never where it
/// is the key.
///
/// @param status of HTTP
/// @param message in the provider's words, and therefore masked; null if it gave none, or one that may quote a key.
///     All of it: half a credential is not found any more
/// @param code the provider's own, of letters and `_` alone, so that it can hold neither a key nor a value; null if it
///     gave none of that form
/// @param param the field that is wrong, as the provider names it and still masked; null if it named none
public record Rejection(
        int status,
        @Nullable String message,
        @Nullable String code,
        @Nullable String param) {

    /// The code of OpenAI for a request that is too long for the model, which clients look for to shorten it.
    static final String TOO_LONG = "context_length_exceeded";

    /// The code of OpenAI for a key that is wrong.
    private static final String WRONG_KEY = "invalid_api_key";

    private static final int MAX_BYTES = 16 << 10;
    private static final int MAX_PROBLEMS = 3;
    private static final Pattern CODE = Pattern.compile("(?=.{1,64}$)[a-z]+(_[a-z]+)*");
    private static final Pattern PARAM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.\\[\\]]{0,63}");

    /// As Anthropic, Gemini, Mistral and servers that are compatible say it.
    private static final Pattern TOO_LONG_WORDS = Pattern.compile(
            "prompt is too long|maximum context length|exceeds the maximum number of tokens|context (window|length)");

    private static final Set<String> CODES_OF_ONE_PROVIDER = Set.of(
            TOO_LONG,
            "content_filter",
            "content_policy_violation",
            "model_not_found",
            "unknown_parameter",
            "unknown_model",
            "unsupported_model",
            "unsupported_parameter",
            "unsupported_value");

    /// Models, fields, limits, filters and accounts are not the same elsewhere.
    private static final Pattern WORDS_OF_ONE_PROVIDER =
            Pattern.compile("\\bmodels?\\b|support|unknown|unrecogni[sz]ed|extra inputs|not permitted|too long|context"
                    + "|credit|billing|quota|account|organi[sz]ation|balance|deprecated"
                    + "|maximum allowed|max_?(output|completion)?_?tokens|output tokens"
                    + "|content[ _](filter|management|policy)|safety|\\b(region|country)\\b|user location");

    /// What is between the provider and its customer, who is the operator. A field or a value of the client's that is
    /// called so stands in quotes or before a colon.
    private static final Pattern WORDS_OF_THE_ACCOUNT = Pattern.compile(
            "(?<![\\w'\"`.\\[])(credits?|billing|quotas?|accounts?|organi[sz]ations?|balance|api[ -]keys?)"
                    + "(?![\\w'\"`:\\[]|\\.\\w)");

    private static final Pattern CODES_OF_THE_ACCOUNT =
            Pattern.compile("api_key|credit|billing|quota|account|organi[sz]ation|balance");

    /// How a message begins that refuses a key. Further on the words may be those of the client.
    private static final Pattern WORDS_OF_THE_KEY = Pattern.compile(
            "^(your |the )?((incorrect|invalid|expired|missing|unknown|wrong|no|bad)( \\w+)? api[ _-]?key\\b"
                    + "|api[ _-]?key (is|was|has|not|invalid|expired|required|missing)\\b)");

    /// Letters and digits in one, longer than most names, or something that is hidden in part.
    private static final Pattern LIKE_A_KEY =
            Pattern.compile("(?=[\\w-]{0,99}[0-9])(?=[\\w-]{0,99}[A-Za-z])[\\w-]{16}|\\*{3}|[•…]{2}");

    /// What a server says that has nothing at this address, whatever the model.
    private static final Pattern WORDS_OF_A_WRONG_ADDRESS =
            Pattern.compile("^(invalid url|unknown request url|no route|(page )?not found\\W*$|404\\b)");

    private static final JsonMapper MAPPER = new JsonMapper();

    static Rejection read(int status, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES);
        try {
            return of(status, MAPPER.readTree(bytes));
        } catch (JacksonException _) {
            return new Rejection(status, null, null, null);
        }
    }

    private static Rejection of(int status, JsonNode root) {
        JsonNode error = root.path("error");
        String message = text(error.isString() ? error : error.path("message"));
        if (message == null) {
            message = text(root.path("message"));
        }
        JsonNode problems = problems(root);
        if (message == null) {
            message = joined(problems);
        }
        String code = matching(CODE, error.path("code").isString() ? error.path("code") : root.path("code"));
        if (message != null && saysOf(TOO_LONG_WORDS, message)) {
            code = TOO_LONG;
        }
        if (isOfTheKey(error) || (message != null && saysOf(WORDS_OF_THE_KEY, message))) {
            code = WRONG_KEY;
        }
        if (message != null
                && message.toLowerCase(Locale.ROOT).contains("key")
                && LIKE_A_KEY.matcher(message).find()) {
            message = null;
        }
        String param = matching(PARAM, error.has("param") ? error.path("param") : root.path("param"));
        if (param == null && !problems.isEmpty()) {
            String field = field(problems.path(0));
            param = PARAM.matcher(field).matches() ? field : null;
        }
        return new Rejection(status, message, code, param);
    }

    private static boolean saysOf(Pattern words, String message) {
        return words.matcher(message.toLowerCase(Locale.ROOT)).find();
    }

    /// As Gemini says it.
    private static boolean isOfTheKey(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("reason").asString("").startsWith("API_KEY_")) {
                return true;
            }
        }
        return false;
    }

    /// Mistral's message may be an object with a list, or the list stands alone.
    private static JsonNode problems(JsonNode root) {
        JsonNode detail = root.path("message").path("detail");
        return detail.isArray() ? detail : root.path("detail");
    }

    private static @Nullable String joined(JsonNode problems) {
        StringJoiner all = new StringJoiner("; ");
        for (int i = 0; i < Math.min(problems.size(), MAX_PROBLEMS); i++) {
            String problem = text(problems.path(i).path("msg"));
            if (problem != null) {
                String field = field(problems.path(i));
                all.add(field.isEmpty() ? problem : field + ": " + problem);
            }
        }
        return all.length() == 0 ? null : all.toString();
    }

    private static String field(JsonNode problem) {
        StringJoiner way = new StringJoiner(".");
        for (JsonNode step : problem.path("loc")) {
            if (way.length() > 0 || !step.asString("").equals("body")) {
                way.add(step.asString(""));
            }
        }
        return way.toString();
    }

    private static @Nullable String matching(Pattern pattern, JsonNode node) {
        return node.isString() && pattern.matcher(node.stringValue()).matches() ? node.stringValue() : null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    /// Whether it is the key that is refused, though the status says that it is the request.
    boolean isOfTheKey() {
        return (status == 400 || status == 403) && WRONG_KEY.equals(code);
    }

    /// Whether another provider may well take the same request: this one does not know the model or a field, or has
    /// something against its own customer. What is not explained may be so too.
    public boolean isOfThisProvider() {
        if (status != 400 && status != 422) {
            return true;
        }
        if (code != null && CODES_OF_ONE_PROVIDER.contains(code)) {
            return true;
        }
        return message == null || saysOf(WORDS_OF_ONE_PROVIDER, message);
    }

    /// Whether whoever asked has to change the request, and nobody else anything: not where the operator's account or
    /// the address is what is wrong.
    public boolean isTheClients() {
        return switch (status) {
            case 400, 413, 422 -> !isOfTheAccount();
            case 404 -> isExplained() && !isOfTheAccount();
            default -> false;
        };
    }

    private boolean isOfTheAccount() {
        return (code != null && CODES_OF_THE_ACCOUNT.matcher(code).find())
                || (message != null && saysOf(WORDS_OF_THE_ACCOUNT, message));
    }

    private boolean isExplained() {
        return code != null || (message != null && !saysOf(WORDS_OF_A_WRONG_ADDRESS, message));
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "Rejection[" + status + "]";
    }
}
