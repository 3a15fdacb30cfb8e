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
            assertThat(rejection.message()).hasSizeLessThanOrEqualTo(500);
        }
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
