package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Script;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A stream that is silent is kept alive, before its first piece too: proxies close what says nothing for a minute.
@Timeout(60)
class GatewayBeatsTest {

    private static final String BEAT = ":\n\n";
    private static final Duration SILENCE = Duration.ofMillis(11_500);

    private static final String MORE = """
            gateway:
              retries: 0
              providers:
                oa: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                an: {kind: anthropic, base-url: "{url}", api-key: "{key}"}
              routes:
                both: {models: [oa/down, an/scripted]}
            """;

    private static Script byModel(String model) {
        return switch (model) {
            case "late" ->
                Script.answer()
                        .headers()
                        .pause(SILENCE)
                        .text("Voilà.")
                        .usage(10, 3)
                        .finish("stop");
            case "pausing" ->
                Script.answer()
                        .text("Voi")
                        .pause(SILENCE)
                        .text("là.")
                        .usage(10, 3)
                        .finish("stop");
            case "down" -> Script.answer().pause(SILENCE).status(500, "x");
            default -> Script.say("Voilà.");
        };
    }

    private static Future<HttpResponse<String>> ask(
            ExecutorService threads,
            GatewayService service,
            String key,
            Dialects dialect,
            String model,
            boolean stream) {
        Callable<HttpResponse<String>> call =
                () -> service.post(dialect.path(), key, dialect.question(model, stream, "Be brief.", "Bonjour"));
        return threads.submit(call);
    }

    @Test
    void aStreamThatIsSilentIsKeptAlive() throws Exception {
        try (GatewayService service = GatewayService.startPatient(MORE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            service.provider()
                    .always(Script.of(
                            request -> byModel(request.json().path("model").asString(""))));
            String key = service.key();
            var pausing = ask(threads, service, key, Dialects.CHAT, "oa/pausing", true);
            var late = ask(threads, service, key, Dialects.MESSAGES, "an/late", true);
            var down = ask(threads, service, key, Dialects.CHAT, "oa/down", true);
            var both = ask(threads, service, key, Dialects.RESPONSES, "both", true);
            var whole = ask(threads, service, key, Dialects.CHAT, "oa/down", false);

            String between = pausing.get().body();
            assertThat(between.indexOf(BEAT)).isBetween(between.indexOf("data:"), between.indexOf("[DONE]"));
            assertThat(Dialects.CHAT.read(true, between).text()).isEqualTo("Voilà.");

            assertThat(late.get().statusCode()).isEqualTo(200);
            assertThat(late.get().body()).startsWith(BEAT);
            assertThat(late.get().headers().firstValue("request-id")).isPresent();
            assertThat(Dialects.MESSAGES.read(true, late.get().body()).text()).isEqualTo("Voilà.");
            assertThat(Dialects.MESSAGES.read(true, late.get().body()).whole()).isTrue();

            // What fails after the first comment is an event: the status is out.
            assertThat(down.get().statusCode()).isEqualTo(200);
            assertThat(down.get().body()).startsWith(BEAT);
            assertThat(Dialects.CHAT.read(true, down.get().body()).error()).isEqualTo("provider_unavailable");

            assertThat(both.get().body()).startsWith(BEAT);
            assertThat(Dialects.RESPONSES.read(true, both.get().body()).text()).isEqualTo("Voilà.");
            assertThat(Dialects.RESPONSES.read(true, both.get().body()).whole()).isTrue();

            assertThat(whole.get().statusCode()).isEqualTo(503);
            assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
        }
    }

    /// Nobody waits for the answer any more: neither does anybody here.
    @Test
    void aClientThatLeavesBeforeThereIsAnAnswerIsNoticed() throws Exception {
        try (GatewayService service = GatewayService.startPatient(MORE, "45s", "1m")) {
            service.provider().always(Script.answer().hang());
            URI url = URI.create(service.url());
            byte[] body = Dialects.CHAT
                    .question("oa/late", true, "Be brief.", "Bonjour")
                    .getBytes(StandardCharsets.UTF_8);
            try (Socket client = new Socket(url.getHost(), url.getPort())) {
                client.setSoLinger(true, 0);
                String head = "POST " + Dialects.CHAT.path() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                        + "\r\nAuthorization: Bearer " + service.key()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
                client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().write(body);
                while (service.provider().received().isEmpty()) {
                    Thread.sleep(50);
                }
            }
            long left = System.nanoTime();
            while (service.number("SELECT count(*) FROM usage_records") == 0) {
                assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofSeconds(35));
                Thread.sleep(50);
            }
            assertThat(service.number("SELECT count(*) FROM usage_records WHERE outcome = 'interrupted'"))
                    .isEqualTo(1);
            assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
        }
    }
}
