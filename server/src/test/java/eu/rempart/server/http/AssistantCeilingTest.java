package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.Tier;
import eu.rempart.testkit.provider.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The monthly ceiling of a provider holds for the assistants too, declared where it is built in or where the gateway
/// has one of that name.
class AssistantCeilingTest {

    private static final String SPENT = "SELECT spent_nano FROM budgets WHERE account = 'provider:openai'";

    private static void priced(RunningService service) {
        service.provider().always(Script.answer().text("Voilà.").usage(100, 900).finish("stop"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: {openai: {monthly-ceiling: 0.005}}",
                "gateway: {providers: {openai: {kind: openai, api-key: sk-0123456789, monthly-ceiling: 0.005}}}"
            })
    void assistantsSpendUpToTheCeilingAndNoMore(String configuration) throws Exception {
        try (RunningService service = RunningService.start(configuration)) {
            priced(service);
            Client user = service.user(Tier.PREMIUM);
            assertThat(user.chat("Bonjour").provider()).isEqualTo("openai");
            long one = service.one(SPENT, Long.class);
            assertThat(one).isPositive().isEqualTo(service.one("SELECT cost_nano FROM usage_records", Long.class));
            int sent;
            ChatAnswer answer;
            do {
                sent = service.provider().received().size();
                answer = user.chat("Bonjour");
            } while (answer.provider().equals("openai") && sent < 50);
            assertThat(answer.provider()).isEqualTo("local");
            assertThat(answer.ending()).isEqualTo("done");
            assertThat(service.provider().received()).hasSize(sent);
            assertThat(service.one(SPENT, Long.class)).isEqualTo(sent * one).isLessThanOrEqualTo(5_000_000L);
            assertThat(service.one("SELECT sum(held_nano) FROM budgets", Long.class))
                    .isZero();
            assertThat(service.service().rempart().metrics().scrape())
                    .contains("alerts_total{code=\"provider_ceiling_reached\",provider=\"openai\"} 1.0");
        }
    }

    /// What a provider that never answers has read counts as well: the ceiling would never be reached otherwise.
    @Test
    void aProviderThatFailsSpendsUpToItsCeilingAndNoMore() throws Exception {
        try (RunningService service = RunningService.start("""
                providers: {openai: {model: scripted, monthly-ceiling: 0.05}}
                prices: {models: {scripted: {currency: EUR, input: 10, output: 10}}}
                """)) {
            service.provider().always(Script.answer().html());
            Client user = service.user(Tier.PREMIUM);
            int sent;
            do {
                // Its breaker lets it be asked again.
                service.clock().advance(Duration.ofSeconds(61));
                sent = service.provider().received().size();
                assertThat(user.chat("Bonjour").provider()).isEqualTo("local");
            } while (service.provider().received().size() > sent && sent < 50);
            assertThat(sent).isBetween(2, 49);
            assertThat(service.one(SPENT, Long.class))
                    .isBetween(10_000_000L, 50_000_000L)
                    .isEqualTo(service.one("SELECT sum(cost_nano) FROM usage_records", Long.class))
                    .isEqualTo(service.one(
                            "SELECT sum(spent_nano) FROM budgets WHERE account NOT LIKE 'provider:%'", Long.class));
            assertThat(service.one("SELECT sum(held_nano) FROM budgets", Long.class))
                    .isZero();
            assertThat(service.service().rempart().metrics().scrape())
                    .contains("alerts_total{code=\"provider_ceiling_reached\",provider=\"openai\"} 1.0");
        }
    }

    @Test
    void withoutACeilingNothingIsCountedForAProvider() throws Exception {
        try (RunningService service = RunningService.start("")) {
            priced(service);
            service.user(Tier.PREMIUM).chat("Bonjour");
            assertThat(service.column("SELECT account FROM budgets", String.class))
                    .hasSize(1)
                    .noneMatch(account -> account.startsWith("provider:"));
        }
    }
}
