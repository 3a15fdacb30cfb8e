package eu.rempart.core.upstream;

import static eu.rempart.core.upstream.ScriptedUpstream.answer;
import static eu.rempart.core.upstream.ScriptedUpstream.breaking;
import static eu.rempart.core.upstream.ScriptedUpstream.bug;
import static eu.rempart.core.upstream.ScriptedUpstream.failure;
import static eu.rempart.core.upstream.ScriptedUpstream.kindOf;
import static eu.rempart.core.upstream.ScriptedUpstream.request;
import static eu.rempart.core.upstream.ScriptedUpstream.rest;
import static eu.rempart.core.upstream.ScriptedUpstream.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LimitedTest {

    private final ScriptedUpstream script = new ScriptedUpstream();

    private void assertBusy(Limited limited) {
        int before = script.calls();
        assertThat(kindOf(() -> limited.open(request()))).isEqualTo(Kind.BUSY);
        assertThat(script.calls()).as("nothing was sent").isEqualTo(before);
    }

    @Test
    void oneMoreThanAllowedIsRefusedAtOnce() throws ProviderException {
        Limited limited = new Limited(script, "p", 2);
        script.then(3, answer("a"));
        Exchange first = limited.open(request());
        Exchange second = limited.open(request());
        assertBusy(limited);
        first.close();
        assertThat(whole(limited.open(request()))).containsExactly("a");
        second.close();
    }

    @Test
    void aRefusalTakesNoPlace() throws ProviderException {
        Limited limited = new Limited(script, "p", 1);
        script.then(2, answer("a"));
        try (Exchange only = limited.open(request())) {
            for (int i = 0; i < 10; i++) {
                assertBusy(limited);
            }
            assertThat(rest(only)).containsExactly("a");
        }
        limited.open(request()).close();
    }

    @Test
    void aClosedExchangeFreesItsPlaceExactlyOnce() throws ProviderException {
        Limited limited = new Limited(script, "p", 2);
        script.then(3, answer("a"));
        Exchange first = limited.open(request());
        Exchange second = limited.open(request());
        first.close();
        first.close();
        first.close();
        Exchange third = limited.open(request());
        assertBusy(limited);
        second.close();
        third.close();
    }

    @Test
    void aPlaceIsTakenUntilTheExchangeIsClosedHoweverItEnds() throws ProviderException {
        Limited limited = new Limited(script, "p", 1);
        script.then(answer("a"), breaking(Kind.TIMEOUT, "a"), answer("a"));
        try (Exchange whole = limited.open(request())) {
            assertThat(rest(whole)).containsExactly("a");
            whole.complete();
            assertThat(script.exchanges().getFirst().isCompleted()).isTrue();
            assertBusy(limited);
        }
        assertThat(script.exchanges().getFirst().isClosed()).isTrue();
        try (Exchange broken = limited.open(request())) {
            assertThat(kindOf(() -> rest(broken))).isEqualTo(Kind.TIMEOUT);
            assertBusy(limited);
        }
        limited.open(request()).close();
    }

    @Test
    void aCallThatWasNotAcceptedFreesItsPlace() throws ProviderException {
        Limited limited = new Limited(script, "p", 1);
        script.then(5, failure(Kind.UNREACHABLE)).then(bug()).then(2, answer("a"));
        for (int i = 0; i < 5; i++) {
            assertThat(kindOf(() -> limited.open(request()))).isEqualTo(Kind.UNREACHABLE);
        }
        assertThatThrownBy(() -> limited.open(request())).isInstanceOf(IllegalStateException.class);
        try (Exchange exchange = limited.open(request())) {
            assertBusy(limited);
            assertThat(rest(exchange)).containsExactly("a");
        }
    }

    @Test
    void ofManyAtOnceExactlyAsManyAsAllowedGetThrough() throws Exception {
        Limited limited = new Limited(script, "p", 7);
        script.then(100, answer("a"));
        List<Exchange> through = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Exchange>>> callers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                callers.add(() -> {
                    try {
                        return List.of(limited.open(request()));
                    } catch (ProviderException e) {
                        assertThat(e.kind()).isEqualTo(Kind.BUSY);
                        return List.of();
                    }
                });
            }
            for (Future<List<Exchange>> caller : threads.invokeAll(callers)) {
                through.addAll(caller.get());
            }
        }
        assertThat(through).hasSize(7);
        assertThat(script.calls()).isEqualTo(7);
        through.forEach(Exchange::close);
        for (int i = 0; i < 7; i++) {
            limited.open(request());
        }
        assertBusy(limited);
    }
}
