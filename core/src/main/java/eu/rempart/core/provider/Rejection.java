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

/// What a provider says is wrong with a request. Read only where it is the request that is wrong, never where it is
/// the key.
///
/// @param status of HTTP
/// @param message in the provider's words, and therefore masked; null if it gave none
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

    private static final int MAX_BYTES = 16 << 10;
    private static final int MAX_CHARS = 500;
    private static final int MAX_PROBLEMS = 3;
    private static final Pattern CODE = Pattern.compile("(?=.{1,64}$)[a-z]+(_[a-z]+)*");
    private static final Pattern PARAM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.\\[\\]]{0,63}");

    /// As Anthropic, Gemini, Mistral and servers that are compatible say it.
    private static final Pattern TOO_LONG_WORDS = Pattern.compile(
            "prompt is too long|maximum context length|exceeds the maximum number of tokens|context (window|length)");

    private static final Set<String> CODES_OF_ONE_PROVIDER = Set.of(
            TOO_LONG,
            "model_not_found",
            "unknown_parameter",
            "unknown_model",
            "unsupported_model",
            "unsupported_parameter",
            "unsupported_value");

    /// Models, fields and accounts are not the same elsewhere.
    private static final Pattern WORDS_OF_ONE_PROVIDER =
            Pattern.compile("\\bmodels?\\b|support|unknown|unrecogni[sz]ed|extra inputs|not permitted|too long|context"
                    + "|credit|billing|quota|account|organi[sz]ation|deprecated");

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
        if (message != null
                && TOO_LONG_WORDS.matcher(message.toLowerCase(Locale.ROOT)).find()) {
            code = TOO_LONG;
        }
        String param = matching(PARAM, error.has("param") ? error.path("param") : root.path("param"));
        if (param == null && !problems.isEmpty()) {
            String field = field(problems.path(0));
            param = PARAM.matcher(field).matches() ? field : null;
        }
        return new Rejection(status, message, code, param);
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
        return all.length() == 0 ? null : cut(all.toString());
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
        return node.isString() ? cut(node.stringValue()) : null;
    }

    private static String cut(String text) {
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
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
        return message == null
                || WORDS_OF_ONE_PROVIDER
                        .matcher(message.toLowerCase(Locale.ROOT))
                        .find();
    }

    /// Whether whoever asked has to change the request, and nobody else anything.
    public boolean isTheClients() {
        return status == 400 || status == 404 || status == 413 || status == 422;
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "Rejection[" + status + "]";
    }
}
