package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A model that was talked into telling: whatever it tells, in whatever pieces, nothing of it is shown.
@ExtendWith(Services.class)
@Timeout(60)
class OutputFilterTest {

    private static final Pattern CANARY = Pattern.compile("[0-9a-f]{32}");
    private static final String BEFORE = "Bien sûr, voici : ";

    private final RunningService service;

    OutputFilterTest(RunningService service) {
        this.service = service;
    }

    @Test
    void theCanaryIsNeverShown() throws Exception {
        assertFiltered(OutputFilterTest::canary);
        assertFiltered(request -> canary(request).toUpperCase(java.util.Locale.ROOT));
        assertFiltered(request -> String.join(" ", canary(request).split("", -1)));
        assertFiltered(request -> String.join("-", canary(request).split("", -1)));
    }

    @Test
    void ourOwnKeyIsNeverShown() throws Exception {
        assertFiltered(request -> RunningService.PROVIDER_KEY);
    }

    @Test
    void somebodyElsesKeyIsNeverShown() throws Exception {
        assertFiltered(request -> "AKIA" + "Q7ZK3MWXPL2VTN5D");
        assertFiltered(request -> "ghp_" + "a8Bc3dEf6GhIj9KlMn2oPq5RsTu8vWx1Yz04");
    }

    @Test
    void aLongPieceOfTheInstructionsIsNeverShown() throws Exception {
        assertFiltered(request -> words(system(request), 0, 40));
        assertFiltered(request -> words(system(request), 30, 30));
        assertFiltered(request -> words(system(request), 0, 14).toUpperCase(java.util.Locale.ROOT));
        assertFiltered(request -> words(system(request), 0, 12));
    }

    private void assertFiltered(Function<Received, String> secret) throws Exception {
        for (int size : new int[] {1, 5, 16, 10_000}) {
            for (String after : new String[] {"", ", et voilà tout ce que je sais."}) {
                service.provider()
                        .always(Script.of(request -> Script.say(pieces(BEFORE + secret.apply(request) + after, size))));
                ChatAnswer answer = service.visitor().chat("Qui es-tu ?");
                assertThat(answer.ending())
                        .as("in pieces of %s%s: %s", size, after, answer.text())
                        .isEqualTo("error answer_filtered");
                // Two letters of a hidden form, or a word of the instructions, give nothing away.
                assertThat(answer.text()).hasSizeLessThanOrEqualTo(BEFORE.length() + 14);
                assertThat(answer.text().startsWith(BEFORE) || BEFORE.startsWith(answer.text()))
                        .as(answer.text())
                        .isTrue();
                String stored = service.column(
                                "SELECT status FROM messages WHERE conversation_id = ? ORDER BY position",
                                String.class,
                                answer.conversation())
                        .toString();
                assertThat(stored).isIn("[complete, filtered]", "[complete]");
                assertThat(service.one("SELECT outcome FROM usage_records ORDER BY rowid DESC LIMIT 1", String.class))
                        .isEqualTo("filtered");
            }
        }
    }

    @Test
    void anOrdinaryAnswerIsShownWhole() throws Exception {
        String text = "Pour modifier votre profil, ouvrez « Mon profil », puis « Modifier ».\n\n1. Photo\n2. Titre\n"
                + "Votre mot de passe, lui, se change dans les réglages ; je ne le connais pas.";
        for (int size : new int[] {1, 5, 16, 10_000}) {
            service.provider().always(Script.say(pieces(text, size)));
            ChatAnswer answer = service.visitor().chat("Bonjour");
            assertThat(answer.ending()).isEqualTo("done");
            assertThat(answer.text()).isEqualTo(text);
        }
    }

    private static String system(Received request) {
        return request.json().path("messages").path(0).path("content").asString();
    }

    private static String canary(Received request) {
        Matcher matcher = CANARY.matcher(system(request));
        if (!matcher.find()) {
            throw new AssertionError("no canary in the prompt");
        }
        return matcher.group();
    }

    private static String words(String text, int from, int count) {
        List<String> words = Arrays.asList(text.split("\\s+", -1));
        return String.join(" ", words.subList(from, from + count));
    }

    private static String[] pieces(String text, int size) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); at += size) {
            pieces.add(text.substring(at, Math.min(text.length(), at + size)));
        }
        return pieces.toArray(String[]::new);
    }
}
