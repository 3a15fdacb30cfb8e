package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.cost.Price;
import eu.rempart.server.config.RempartConfig.Agent;
import eu.rempart.server.config.RempartConfig.Tiers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A default that changes changes here too, on purpose.
class ConfigDefaultsTest {
    @TempDir
    Path directory;

    private RempartConfig defaults() {
        ConfigResult result = ConfigLoader.load(Sources.of(directory, Map.of()));
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).config();
    }

    @Test
    void theServerListensEverywhereAndOperationsOnLoopback() {
        RempartConfig config = defaults();
        assertThat(config.server())
                .isEqualTo(new RempartConfig.Server("0.0.0.0", 8080, List.of(), DataSize.ofKibibytes(64)));
        assertThat(config.ops()).isEqualTo(new RempartConfig.Ops("127.0.0.1", 9090));
        assertThat(config.dataDirectory()).isEqualTo(directory.resolve("data"));
        assertThat(config.knowledgeDirectory()).isEmpty();
        assertThat(config.logging().level()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void identity() {
        assertThat(defaults().identity())
                .isEqualTo(
                        new RempartConfig.Identity(Duration.ofMinutes(15), Duration.ofDays(30), Duration.ofDays(180)));
    }

    @Test
    void assistantAndAgents() {
        RempartConfig config = defaults();
        assertThat(config.assistant()).isEqualTo(new RempartConfig.Assistant("Rempart", "1", Language.FR));
        Agent agent = new Agent(1000, 1000);
        assertThat(config.agents()).isEqualTo(new RempartConfig.Agents(agent, agent, agent, agent));
    }

    @Test
    void limitsAreThoseOfTheSpecification() {
        assertThat(defaults().limits())
                .isEqualTo(new RempartConfig.Limits(10, 100, 50, 10_000, new Tiers(10, 100, 1000, 10_000)));
    }

    @Test
    void budgetsInNanoEuros() {
        assertThat(defaults().budgets())
                .isEqualTo(new RempartConfig.Budgets(
                        new Budget.Capped(10_000_000_000L),
                        new Budget.Capped(1_000_000_000L),
                        new Budget.Capped(10_000_000_000L),
                        new Budget.Capped(100_000_000_000L),
                        new Budget.Unlimited()));
    }

    @Test
    void providers() {
        assertThat(defaults().providers())
                .isEqualTo(new RempartConfig.Providers(
                        List.of(ProviderName.OPENAI, ProviderName.ANTHROPIC, ProviderName.MISTRAL, ProviderName.OLLAMA),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        DataSize.ofMebibytes(4),
                        new RempartConfig.OpenAi(
                                Optional.empty(),
                                URI.create("https://api.openai.com/v1"),
                                "gpt-4o-mini",
                                true,
                                Optional.empty(),
                                false),
                        new RempartConfig.Anthropic(
                                Optional.empty(),
                                URI.create("https://api.anthropic.com"),
                                "claude-sonnet-5-5",
                                Optional.empty(),
                                false),
                        new RempartConfig.Mistral(
                                Optional.empty(),
                                URI.create("https://api.mistral.ai/v1"),
                                "mistral-small-latest",
                                Optional.empty(),
                                false),
                        new RempartConfig.Ollama(Optional.empty(), "llama3.2")));
    }

    @Test
    void pricesAreThoseOfTheSpecificationAtTheBuiltInRate() {
        Prices prices = defaults().prices();
        assertThat(prices.exchangeRate().usdToEur()).isEqualByComparingTo("0.95");
        assertThat(prices.of("gpt-4o-mini")).contains(price(142_500_000L, 71_250_000L, 570_000_000L));
        assertThat(prices.of("gpt-4o")).contains(price(2_375_000_000L, 1_187_500_000L, 9_500_000_000L));
        assertThat(prices.of("claude-sonnet-4-6"))
                .contains(new Price(
                        2_850_000_000L,
                        285_000_000L,
                        14_250_000_000L,
                        14_250_000_000L,
                        2_850_000_000L,
                        3_562_500_000L,
                        5_700_000_000L));
        assertThat(prices.of("mistral-small")).contains(price(190_000_000L, 190_000_000L, 570_000_000L));
        assertThat(prices.of("no-such-model")).isEmpty();
    }

    @Test
    void everyDefaultModelThatCostsMoneyHasAPrice() {
        RempartConfig config = defaults();
        RempartConfig.Providers providers = config.providers();
        assertThat(List.of(
                        providers.openai().model(),
                        providers.anthropic().model(),
                        providers.mistral().model()))
                .allSatisfy(model -> assertThat(config.prices().of(model)).isPresent())
                .allSatisfy(model -> assertThat(config.prices().byName()).containsKey(model));
    }

    @Test
    void noTwoKeysShareAVariable() {
        Set<String> seen = new HashSet<>();
        Schema.forEachLeaf(Schema.of(RempartConfig.class), "", (path, leaf) -> {
            assertThat(seen.add(Schema.variable(path))).as(path).isTrue();
            assertThat(Schema.variable(path)).doesNotEndWith("_FILE");
            leaf.variable()
                    .ifPresent(other -> assertThat(seen.add(other.value())).isTrue());
        });
        assertThat(seen).contains("REMPART_SERVER_MAX_BODY", "OPENAI_API_KEY", "OLLAMA_HOST");
    }

    private static Price price(long input, long cachedInput, long output) {
        return new Price(input, cachedInput, output, output, input, input, input);
    }
}
