package eu.rempart.core.pipeline;

import eu.rempart.core.identity.Scope;
import eu.rempart.core.limit.RateLimits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why a request is not answered, in terms that may be shown. The words for people come from message files.
///
/// @param fields which fields of the body are wrong, for [Code#INVALID_REQUEST]; otherwise empty
/// @param standing the limit that refused, for [Code#RATE_LIMITED]; otherwise null
/// @param maximum the number that was exceeded, for [Code#MESSAGE_TOO_LONG] and [Code#BODY_TOO_LARGE]; otherwise 0
/// @param named what the refusal is about, where the code alone does not say it; otherwise null
/// @param explanation what a provider found wrong with the request, and how it said so; null if nothing
/// @param retryAfter when a provider may be asked again; null if it did not say
public record Refusal(
        Code code,
        List<Field> fields,
        RateLimits.@Nullable Standing standing,
        int maximum,
        @Nullable Named named,
        @Nullable Explanation explanation,
        @Nullable Duration retryAfter) {

    public Refusal {
        fields = List.copyOf(fields);
    }

    public static Refusal of(Code code) {
        return new Refusal(code, List.of(), null, 0, null, null, null);
    }

    public static Refusal rateLimited(RateLimits.Standing standing) {
        return new Refusal(Code.RATE_LIMITED, List.of(), standing, 0, null, null, null);
    }

    public static Refusal tooLong(int maximum) {
        return new Refusal(Code.MESSAGE_TOO_LONG, List.of(), null, maximum, null, null, null);
    }

    public static Refusal invalid(List<Field> fields) {
        return new Refusal(Code.INVALID_REQUEST, fields, null, 0, null, null, null);
    }

    /// One field of the body is wrong.
    public static Refusal invalid(String field, String problem) {
        return invalid(List.of(new Field(field, problem)));
    }

    /// A field asks for what cannot be done here.
    public static Refusal unsupported(String field) {
        return new Refusal(
                Code.UNSUPPORTED_PARAMETER, List.of(new Field(field, "unsupported")), null, 0, null, null, null);
    }

    /// The body has more bytes than may be.
    public static Refusal tooLarge(long maxBytes) {
        int kib = Math.toIntExact(Math.max(1, maxBytes / 1_024));
        return new Refusal(Code.BODY_TOO_LARGE, List.of(), null, kib, new Named("size", ""), null, null);
    }

    /// There is no such model.
    public static Refusal unknownModel(String model) {
        return of(Code.MODEL_NOT_FOUND, new Named("named", model));
    }

    /// The key is not good for this.
    public static Refusal missingScope(Scope scope) {
        return of(Code.FORBIDDEN, new Named("scope", scope.name().toLowerCase(Locale.ROOT)));
    }

    /// The key may not be used from where it was.
    public static Refusal forbiddenAddress(InetAddress address) {
        return of(Code.FORBIDDEN, new Named("address", address.getHostAddress()));
    }

    /// The same code with a sentence of its own.
    ///
    /// @param kind a key of the message files, under that of the code
    /// @param name what the sentence names; may be empty
    public static Refusal of(Code code, String kind, String name) {
        return of(code, new Named(kind, name));
    }

    private static Refusal of(Code code, Named named) {
        return new Refusal(code, List.of(), null, 0, named, null, null);
    }

    /// A provider did not answer.
    ///
    /// @param explanation what it found wrong with the request; null if nothing
    /// @param retryAfter when it may be asked again; null if it did not say
    public static Refusal ofProvider(Code code, @Nullable Explanation explanation, @Nullable Duration retryAfter) {
        return new Refusal(code, List.of(), null, 0, null, explanation, retryAfter);
    }

    /// The HTTP status: the provider's where it is one that a client can do something about.
    public int status() {
        return explanation == null ? code.status() : explanation.status();
    }

    /// A provider's own words, as they may be shown.
    ///
    /// @param status 400, 404, 413 or 422
    /// @param message null if it gave none
    /// @param code the provider's own; null if it gave none
    /// @param field that is wrong, as the client wrote it; null if it named none
    public record Explanation(
            int status,
            @Nullable String message,
            @Nullable String code,
            @Nullable String field) {}

    /// What a refusal is about.
    ///
    /// @param kind a key of the message files, under that of the code: `scope`, `address`, …
    /// @param name as it may be shown: printable ASCII, cut to 80 characters
    public record Named(String kind, String name) {
        private static final int MAX_CHARS = 80;

        public Named {
            name = name.replaceAll("[^ -~]", "?");
            name = name.length() > MAX_CHARS ? name.substring(0, MAX_CHARS) + "…" : name;
        }
    }

    /// A field of the body that is wrong.
    ///
    /// @param name as the client wrote it, cut to 64 characters
    /// @param problem a key of the message files: `unknown`, `missing`, `not_text`, `not_uuid`, …
    public record Field(String name, String problem) {
        public Field {
            name = name.length() > 64 ? name.substring(0, 64) : name;
        }
    }

    /// The stable codes and their HTTP status.
    public enum Code {
        INVALID_JSON(400),
        INVALID_UTF8(400),
        INVALID_REQUEST(400),
        UNSUPPORTED_PARAMETER(400),
        MEDIA_REFUSED(400),
        PROVIDER_REJECTED(400),
        MESSAGE_EMPTY(400),
        MESSAGE_TOO_LONG(400),
        ACTIVE_CONTENT(400),
        PROMPT_INJECTION(400),
        PERSONAL_DATA_REFUSED(400),
        WEAK_PASSWORD(400),
        AUTHENTICATION_REQUIRED(401),
        INVALID_TOKEN(401),
        TOKEN_EXPIRED(401),
        INVALID_CREDENTIALS(401),
        INVALID_REFRESH_TOKEN(401),
        REFRESH_TOKEN_REUSED(401),
        SUBSCRIPTION_EXPIRED(402),
        BUDGET_EXHAUSTED(402),
        MODEL_UNPRICED(402),
        PASSWORD_CHANGE_REQUIRED(403),
        CONSENT_REQUIRED(403),
        AGENT_FORBIDDEN(403),
        MODEL_FORBIDDEN(403),
        ANSWER_FILTERED(403),
        CROSS_SITE_REQUEST(403),
        FORBIDDEN(403),
        NOT_FOUND(404),
        MODEL_NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        NOT_ACCEPTABLE(406),
        REQUEST_TIMEOUT(408),
        CONVERSATION_BUSY(409),
        BODY_TOO_LARGE(413),
        UNSUPPORTED_MEDIA_TYPE(415),
        RATE_LIMITED(429),
        PROVIDER_RATE_LIMITED(429),
        INTERNAL_ERROR(500),
        UNAVAILABLE(503),
        PROVIDER_UNAVAILABLE(503);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }

        /// As it is written in answers: `message_too_long`.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
