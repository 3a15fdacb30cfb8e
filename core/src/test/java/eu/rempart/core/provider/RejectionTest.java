package eu.rempart.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a provider answers with, what is passed on of it is no more than it may be.
class RejectionTest {

    private static Rejection read(String body) throws IOException {
        return Rejection.read(400, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void isHarmless(Rejection rejection) {
        if (rejection.code() != null) {
            assertThat(rejection.code()).matches("[a-z_]{1,64}");
        }
        if (rejection.param() != null) {
            assertThat(rejection.param()).matches("[A-Za-z0-9_.\\[\\]]{1,64}");
        }
        if (rejection.message() != null) {
            assertThat(rejection.message()).hasSizeLessThanOrEqualTo(16 << 10);
        }
    }

    private static Rejection saying(int status, String message) throws IOException {
        String body = "{\"error\":{\"message\":" + new JsonMapper().writeValueAsString(message) + "}}";
        return Rejection.read(status, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\","
                        + "\"status\":\"INVALID_ARGUMENT\"}}",
                "{\"error\":{\"code\":400,\"message\":\"no\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}",
                "{\"code\":\"Client specified an invalid argument\",\"error\":\"Incorrect API key provided: xa***1\"}",
                "{\"error\":{\"message\":\"no\",\"code\":\"invalid_api_key\"}}"
            })
    void aDeadKeyIsKnownWhateverTheStatus(String body) throws IOException {
        assertThat(read(body).isOfTheKey()).isTrue();
    }

    /// A client must not be able to have the operator's key taken for dead.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_key: Extra inputs are not permitted",
                "Invalid schema for function 'f': 'api_key' is not of type 'object'",
                "tools.0.name: invalid 'api key'"
            })
    void theClientsWordsAreNothingAgainstTheKey(String message) throws IOException {
        assertThat(saying(400, message).isOfTheKey()).isFalse();
        assertThat(saying(400, message).isTheClients()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your credit balance is too low to access the API. Please go to Plans & Billing.",
                "This organization has been disabled.",
                "You exceeded your current quota, please check your plan and billing details."
            })
    void theAccountIsNotTheClients(String message) throws IOException {
        assertThat(saying(400, message).isTheClients()).isFalse();
        assertThat(saying(400, message).isOfThisProvider()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid schema for function 'account_balance': None is not of type 'array'.",
                "account: Field required",
                "In context=('properties', 'organization'), 'type' is missing"
            })
    void aFieldThatIsCalledSoIsTheClients(String message) throws IOException {
        assertThat(saying(400, message).isTheClients()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for claude",
                "Invalid max_tokens value, the valid range is [1, 8192]",
                "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."
            })
    void aLimitOfOneProviderIsNotThatOfAll(String message) throws IOException {
        assertThat(saying(400, message).isOfThisProvider()).isTrue();
    }

    @Test
    void nothingIsAtAWrongAddress() throws IOException {
        assertThat(Rejection.read(404, new ByteArrayInputStream("<html>404</html>".getBytes(StandardCharsets.UTF_8)))
                        .isTheClients())
                .isFalse();
        assertThat(saying(404, "Invalid URL (POST /v1/v1/chat/completions)").isTheClients())
                .isFalse();
        assertThat(saying(404, "The model `m` does not exist").isTheClients()).isTrue();
    }

    @Test
    void whatMayQuoteAKeyIsLeftOut() throws IOException {
        assertThat(saying(422, "The key sk-proj-Ab12Cd34Ef56Gh78 is refused").message())
                .isNull();
        assertThat(saying(422, "The key sk-pr********78 is refused").message()).isNull();
        assertThat(saying(422, "The key 'temperature' is refused").message()).isNotNull();
    }

    @Property(tries = 300)
    void anyTextIsReadWithoutHarm(@ForAll String body) throws IOException {
        isHarmless(read(body));
    }

    @Property(tries = 300)
    void anyValuesInTheKnownPlacesAreReadWithoutHarm(@ForAll("values") String a, @ForAll("values") String b)
            throws IOException {
        for (String form : new String[] {
            "{\"error\":{\"message\":%1$s,\"code\":%2$s,\"param\":%1$s}}",
            "{\"error\":%1$s,\"code\":%2$s}",
            "{\"message\":%1$s,\"code\":%2$s,\"param\":%2$s}",
            "{\"message\":{\"detail\":[{\"loc\":[\"body\",%1$s,0],\"msg\":%2$s}]}}",
            "{\"detail\":[{\"loc\":%1$s,\"msg\":%2$s},%1$s]}",
            "{\"detail\":%1$s}",
            "[%1$s,%2$s]"
        }) {
            isHarmless(read(form.formatted(a, b)));
        }
    }

    @Provide
    Arbitrary<String> values() {
        JsonMapper json = new JsonMapper();
        return Arbitraries.oneOf(
                Arbitraries.of("null", "1", "true", "{}", "[]", "{\"a\":[1]}", "[\"body\",\"x\",3]"),
                Arbitraries.strings().ofMaxLength(700).map(json::writeValueAsString),
                Arbitraries.strings().withChars("abz_.[]0").ofMaxLength(80).map(json::writeValueAsString));
    }
}
