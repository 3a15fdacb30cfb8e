package eu.rempart.server.http;

import static eu.rempart.server.http.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.Tier;
import eu.rempart.server.http.RunningService.Traces;
import eu.rempart.server.http.Services.Impatient;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The clock of the service stands still: a window ends when the test says so.
@ExtendWith(Services.class)
@Timeout(60)
class LimitsTest {

    private static final String ASK = "{\"message\": \"Bonjour\"}";
    /// Refused behind the limits, so it counts and costs little.
    private static final String WRONG = "{}";

    private final RunningService service;

    LimitsTest(RunningService service) {
        this.service = service;
    }

    @BeforeEach
    void answers() {
        service.provider().always(Script.say("Voilà."));
    }

    @Test
    void aVisitorMaySendTenMessagesAMinute() throws Exception {
        Client visitor = service.visitor();
        for (int left = 9; left >= 0; left--) {
            HttpResponse<String> answer = visitor.chatBody(ASK);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("RateLimit-Policy")).contains("\"anonymous\";q=10;w=60");
            assertThat(answer.headers().firstValue("RateLimit")).contains("\"anonymous\";r=" + left + ";t=60");
        }
        service.clock().advance(Duration.ofSeconds(45));
        Traces before = service.traces();
        HttpResponse<String> refused = visitor.chatBody(ASK);
        assertRefused(refused, 429, "rate_limited");
        assertThat(refused.headers().firstValue("Retry-After")).contains("15");
        assertThat(refused.headers().firstValue("RateLimit-Policy")).contains("\"anonymous\";q=10;w=60");
        assertThat(refused.headers().firstValue("RateLimit")).contains("\"anonymous\";r=0;t=15");
        assertThat(service.traces()).isEqualTo(before);
        service.clock().advance(Duration.ofSeconds(15));
        assertThat(visitor.chat("Bonjour").ending()).isEqualTo("done");
    }

    @Test
    void anotherCookieFromTheSameAddressIsTheSameVisitor() throws Exception {
        Client stranger = service.stranger();
        for (int i = 0; i < 10; i++) {
            assertRefused(stranger.chatBody(WRONG), 400, "invalid_request");
        }
        Client accepted = stranger.with("Cookie", Client.cookie(stranger.consent(true), "rempart_visitor"));
        assertRefused(accepted.chatBody(ASK), 429, "rate_limited");
        assertThat(accepted.elsewhere().chat("Bonjour").ending()).isEqualTo("done");
    }

    @Test
    void oneAddressDoesNotMakeVisitorsWithoutEnd() throws Exception {
        Client stranger = service.stranger();
        for (int i = 0; i < 60; i++) {
            assertThat(stranger.consent(true).statusCode()).isEqualTo(200);
        }
        Traces before = service.traces();
        assertRefused(stranger.consent(true), 429, "rate_limited");
        assertThat(service.traces()).isEqualTo(before);
    }

    @Test
    void ofFiftyMessagesAtOnceTenPass() throws Exception {
        Client visitor = service.visitor();
        Traces before = service.traces();
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> ask = () -> visitor.chatBody(ASK).statusCode();
            List<Future<Integer>> answers = threads.invokeAll(java.util.Collections.nCopies(50, ask));
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(10);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(40);
        assertThat(service.provider().received()).hasSize(before.sent() + 10);
        assertThat(service.traces().conversations()).isEqualTo(before.conversations() + 10);
        assertThat(service.traces().messages()).isEqualTo(before.messages() + 20);
    }

    @Test
    void aUserMaySendFiftyMessagesAMinuteToAgents() throws Exception {
        assertLimited(service.user(Tier.PREMIUM), 50, "\"agent\";q=50;w=60");
    }

    @Test
    void theTierFreeHasTenMessagesAnHour() throws Exception {
        Client free = service.user(Tier.FREE);
        assertLimited(free, 10, "\"free\";q=10;w=3600");
        service.clock().advance(Duration.ofMinutes(2));
        assertRefused(free.chatBody(WRONG), 429, "rate_limited");
    }

    private void assertLimited(Client client, int permits, String policy) throws Exception {
        for (int i = 0; i < permits; i++) {
            assertRefused(client.chatBody(WRONG), 400, "invalid_request");
        }
        Traces before = service.traces();
        HttpResponse<String> refused = client.elsewhere().chatBody(ASK);
        assertRefused(refused, 429, "rate_limited");
        assertThat(refused.headers().firstValue("RateLimit-Policy")).contains(policy);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(service.traces()).isEqualTo(before);
    }

    @Test
    void whoHasSpentTheirBudgetIsRefusedBeforeAnythingIsSent(@Impatient RunningService stingy) throws Exception {
        stingy.provider().always(Script.say("Voilà."));
        Client user = stingy.user(Tier.FREE);
        Traces before = stingy.traces();
        assertRefused(user.chatBody(ASK), 402, "budget_exhausted");
        assertThat(stingy.traces()).isEqualTo(before);
        Client other = stingy.user(Tier.BASIC);
        assertThat(other.chat("Bonjour").ending()).isEqualTo("done");
    }
}
