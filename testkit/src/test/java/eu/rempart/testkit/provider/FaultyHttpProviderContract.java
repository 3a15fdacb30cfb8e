package eu.rempart.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.rempart.core.provider.ApiKey;
import eu.rempart.core.provider.ModelEvent.Completed;
import eu.rempart.core.provider.ModelEvent.FinishReason;
import eu.rempart.core.provider.ModelEvent.Text;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.UpstreamLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every provider that is reached over HTTP, whatever goes wrong.
@Timeout(60)
abstract class FaultyHttpProviderContract extends HttpProviderContract {

    // Faults.

    static Stream<Arguments> faults() {
        Script begun = Script.answer().text("Bonjour [EMA");
        return Stream.of(
                Arguments.of("400", Script.answer().status(400, SECRET), Kind.REJECTED),
                Arguments.of("401", Script.answer().status(401, SECRET), Kind.UNAUTHORIZED),
                Arguments.of("403", Script.answer().status(403, SECRET), Kind.REJECTED),
                Arguments.of("404", Script.answer().status(404, SECRET), Kind.REJECTED),
                Arguments.of("422", Script.answer().status(422, SECRET), Kind.REJECTED),
                Arguments.of("429", Script.answer().status(429, Map.of("Retry-After", "7"), SECRET), Kind.RATE_LIMITED),
                Arguments.of("500", Script.answer().status(500, SECRET), Kind.SERVER_ERROR),
                Arguments.of("503", Script.answer().status(503, SECRET), Kind.SERVER_ERROR),
                Arguments.of("529", Script.answer().status(529, SECRET), Kind.SERVER_ERROR),
                Arguments.of("204", Script.answer().status(204, ""), Kind.PROTOCOL),
                Arguments.of(
                        "redirect",
                        Script.answer().status(302, Map.of("Location", "/v1/elsewhere"), SECRET),
                        Kind.REDIRECTED),
                Arguments.of(
                        "compressed",
                        Script.answer()
                                .status(
                                        200,
                                        Map.of("Content-Type", "text/event-stream", "Content-Encoding", "gzip"),
                                        SECRET),
                        Kind.PROTOCOL),
                Arguments.of("page", Script.answer().html(), Kind.PROTOCOL),
                Arguments.of(
                        "wrong type",
                        Script.answer()
                                .contentType("application/json")
                                .text("a")
                                .finish("stop"),
                        Kind.PROTOCOL),
                Arguments.of("no HTTP", Script.answer().garbage("\0\1\2" + SECRET + "\r\n"), Kind.PROTOCOL),
                Arguments.of(
                        "broken header",
                        Script.answer().garbage("HTTP/1.1 200 OK\r\n" + SECRET + "\r\n\r\n"),
                        Kind.PROTOCOL),
                Arguments.of(
                        "endless header",
                        Script.answer().garbage("HTTP/1.1 200 OK\r\nA: " + "x".repeat(1 << 20)),
                        Kind.PROTOCOL),
                Arguments.of("nothing", Script.answer().garbage(""), Kind.UNREACHABLE),
                Arguments.of("reset at once", Script.answer().reset(), Kind.UNREACHABLE),
                Arguments.of("empty body", Script.answer(), Kind.PROTOCOL),
                Arguments.of("cut after headers", Script.answer().cut(), Kind.PROTOCOL),
                Arguments.of("reset after headers", Script.answer().headers().reset(), Kind.PROTOCOL),
                Arguments.of("error event", begun.errorEvent(), Kind.SERVER_ERROR),
                Arguments.of("error event at once", Script.answer().errorEvent(), Kind.SERVER_ERROR),
                Arguments.of("no reason", begun, Kind.PROTOCOL),
                Arguments.of("cut in a placeholder", begun.cut(), Kind.PROTOCOL),
                Arguments.of("reset in the middle", begun.reset(), Kind.PROTOCOL),
                Arguments.of("cut in a line", begun.cutInLine("été"), Kind.PROTOCOL),
                Arguments.of("cut in a string", begun.cutInString("[EMAIL_1]"), Kind.PROTOCOL),
                Arguments.of("cut in a character", begun.cutInCharacter("été 👍"), Kind.PROTOCOL),
                Arguments.of("bad JSON", begun.raw("data: {\"" + SECRET + "\n\n"), Kind.PROTOCOL),
                Arguments.of("other JSON", begun.raw("data: {\"a\":1}\n\n{\"a\":1}\n"), Kind.PROTOCOL),
                Arguments.of("an array", begun.raw("data: [1]\n\n[1]\n"), Kind.PROTOCOL),
                Arguments.of(
                        "deep JSON",
                        begun.raw("data: " + "[".repeat(100_000) + "\n\n" + "[".repeat(100_000) + "\n"),
                        Kind.PROTOCOL),
                Arguments.of("too much", begun.flood(2 << 20), Kind.TOO_LARGE),
                Arguments.of("endless line", begun.endlessLine(4 << 20), Kind.TOO_LARGE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void namesTheKindOfFaultAndNothingElse(String name, Script script, Kind kind) {
        server.answer(script);

        var failure = failure(provider());

        assertThat(failure).as(name).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(printed(failure)).doesNotContain(SECRET, "[EMA", "Bonjour", "EMAIL");
    }

    @Test
    void leavesAProviderThatSendsTooMuch() throws Exception {
        server.answer(Script.answer().flood(Long.MAX_VALUE / 2));

        assertThat(failure(provider()).kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(server.awaitClientClosed(LONG).request().method()).isEqualTo("POST");
    }

    @Test
    void isUnreachableWhereNobodyListens() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var provider = provider(http(PATIENT), "http://127.0.0.1:" + port, ApiKey.of(SECRET));

        assertThat(failure(provider).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void worksOnAfterEveryFault() throws Exception {
        Provider provider = provider();
        for (Script script : List.of(Script.answer().reset(), Script.answer().status(500, "x"))) {
            server.answer(script);
            assertThat(failure(provider)).isNotNull();
        }
        server.answer(Script.say("a"));

        assertThat(ask(provider)).startsWith(new Text("a"));
    }

    // Time.

    static Stream<Arguments> stalls() {
        var firstByte = new UpstreamLimits(NEVER, SHORT, NEVER, NEVER, 1 << 20);
        var idle = new UpstreamLimits(NEVER, NEVER, SHORT, NEVER, 1 << 20);
        var answer = new UpstreamLimits(NEVER, NEVER, NEVER, SHORT, 1 << 20);
        var tick = Duration.ofMillis(1);
        return Stream.of(
                Arguments.of("no headers", firstByte, Script.answer().hang()),
                Arguments.of("no headers, whole answer", answer, Script.answer().hang()),
                Arguments.of("no body", firstByte, Script.answer().headers().hang()),
                Arguments.of("keep-alives alone", firstByte, Script.answer().keepAlives(tick)),
                Arguments.of(
                        "hang in the middle", idle, Script.answer().text("a").hang()),
                Arguments.of("keep-alives", idle, Script.answer().text("a").keepAlives(tick)),
                Arguments.of(
                        "dripping line",
                        idle,
                        Script.answer().text("a").drip(tick).endlessLine(1 << 19)),
                Arguments.of("endless answer", answer, dripping(tick)));
    }

    private static Script dripping(Duration tick) {
        Script script = Script.answer();
        for (int i = 0; i < 100; i++) {
            script = script.text("a").pause(tick.multipliedBy(10));
        }
        return script.hang();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stalls")
    void givesUpWaitingAndTheProviderSeesIt(String name, UpstreamLimits limits, Script script) throws Exception {
        server.answer(script);

        assertThat(failure(provider(limits)).kind()).as(name).isEqualTo(Kind.TIMEOUT);
        assertThat(server.awaitClientClosed(LONG)).isNotNull();
    }

    @Test
    void doesNotBlameTheProviderForASlowReader() throws Exception {
        var limits = new UpstreamLimits(NEVER, NEVER, SHORT, NEVER, 1 << 20);
        var readOn = new CountDownLatch(1);
        server.answer(Script.answer().text("a").waitFor(readOn).text("b").finish("stop"));

        try (var stream = provider(limits).open(request())) {
            assertThat(stream.next()).isEqualTo(new Text("a"));
            // Longer than the idle limit, in which nobody waits for the provider.
            assertThat(new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS)).isFalse();
            readOn.countDown();
            assertThat(drain(stream)).containsExactly(new Text("b"), new Completed(FinishReason.STOP, null));
        }
    }

    // Cancellation.

    @Test
    void closingStopsTheCallAndWakesTheReader() throws Exception {
        server.answer(Script.answer().text("a").hang());
        var stream = provider().open(request());
        assertThat(stream.next()).isEqualTo(new Text("a"));
        var reader = inBackground(stream::next);

        stream.close();
        stream.close();

        assertThat(server.awaitClientClosed(LONG)).isNotNull();
        assertThat(cancelled(reader)).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void givesNothingMoreOnceClosed() throws Exception {
        server.answer(Script.answer().text("a", "b", "c").hang());
        var stream = provider().open(request());
        stream.next();
        stream.close();

        var failure = catchThrowableOfType(ProviderException.class, stream::next);

        assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void interruptingTheThreadStopsTheCallBeforeAnyAnswer() throws Exception {
        server.answer(Script.answer().hang());
        Provider provider = provider();
        var task = new FutureTask<>(() -> ask(provider));
        Thread caller = Thread.startVirtualThread(task);
        server.awaitReceived(1, LONG);

        caller.interrupt();

        assertThat(cancelled(task)).isEqualTo(Kind.CANCELLED);
        assertThat(server.awaitClientClosed(LONG)).isNotNull();
    }

    @Test
    void closingTheClientBreaksOpenCallsOff() throws Exception {
        server.answer(Script.answer().text("a").hang());
        var http = http(PATIENT);
        var stream = provider(http, server.baseUrl(), ApiKey.of(SECRET)).open(request());
        stream.next();

        http.close();

        assertThat(server.awaitClientClosed(LONG)).isNotNull();
        stream.close();
    }

    private static <T> FutureTask<T> inBackground(Callable<T> action) {
        var task = new FutureTask<>(action);
        Thread.startVirtualThread(task);
        return task;
    }

    private static Kind cancelled(FutureTask<?> task) {
        var failure =
                catchThrowableOfType(ExecutionException.class, () -> task.get(LONG.toSeconds(), TimeUnit.SECONDS));
        return ((ProviderException) Objects.requireNonNull(failure.getCause())).kind();
    }
}
