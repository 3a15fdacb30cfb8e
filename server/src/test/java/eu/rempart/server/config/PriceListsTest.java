package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import eu.rempart.core.cost.Price;
import eu.rempart.core.cost.TokenUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListsTest {
    private static final String LIST = """
        exchange-rate: {usd-to-eur: 0.5, date: 2026-01-01}
        models:
          own: {currency: USD, input: 2, output: 4, date: 2026-01-01, source: a list of our own}
        """;
    private static final String OTHER = "0".repeat(64);

    @TempDir
    Path directory;

    @BeforeEach
    void aListOfTheOperator() throws IOException {
        Files.writeString(directory.resolve("list.yaml"), LIST);
    }

    @Test
    void theBuiltInListHasItsChecksum() {
        assertThat(readWith(PriceLists.builtIn())).isEmpty();
    }

    @Test
    void aBuiltInListThatWasChangedUnseenIsAnErrorAmongTheOthers() {
        byte[] changed = PriceLists.builtIn();
        changed[changed.length - 2] ^= 1;
        assertThat(readWith(changed)).singleElement().satisfies(error -> {
            assertThat(error.where()).isEqualTo("built-in prices.yaml");
            assertThat(error.problem()).contains("checksum of prices.yaml.sha256");
            assertThat(error.remedy()).contains("Install again", "sha256sum");
        });
    }

    /// The models that providers recommend, and none that they have shut down.
    @Test
    void theBuiltInListIsOfToday() {
        Prices prices = loaded(Map.of()).prices();
        assertThat(prices.byName())
                .containsKeys(
                        "claude-opus-4-6",
                        "claude-opus-4-7",
                        "claude-opus-4-8",
                        "claude-opus-5",
                        "claude-sonnet-5",
                        "gpt-5.4",
                        "gpt-6.2-sol",
                        "gemini-2.5-pro",
                        "gemini-3.1-pro-preview",
                        "gemini-embedding-001",
                        "mistral-large-latest",
                        "mistral-medium-latest",
                        "magistral-medium-latest",
                        "devstral-latest")
                .doesNotContainKeys("claude-3-5-sonnet-latest", "claude-sonnet-4-0", "o4-mini", "gpt-5-codex");
        assertThat(prices.byName())
                .containsKey(loaded(Map.of()).providers().anthropic().model());
    }

    @Test
    void whatALongRequestCostsMoreIsInTheBuiltInList() {
        Price price = loaded(Map.of()).prices().of("gemini-2.5-pro").orElseThrow();
        assertThat(price.nanoEuros(new TokenUsage(200_000, 0, 1_000_000)))
                .isEqualTo((1_250_000_000L / 5 + 10_000_000_000L) * 95 / 100);
        assertThat(price.nanoEuros(new TokenUsage(400_000, 0, 1_000_000)))
                .isEqualTo((2_500_000_000L * 2 / 5 + 15_000_000_000L) * 95 / 100);
    }

    @Test
    void everyBuiltInPriceSaysWhenAndWhereItWasRead() {
        Prices prices = loaded(Map.of()).prices();
        assertThat(prices.models()).isNotEmpty().allSatisfy((model, price) -> {
            assertThat(price.date()).isPresent();
            assertThat(price.source()).as("where to compare it").contains("https://");
        });
        assertThat(prices.exchangeRate().source()).isNotEqualTo("configuration");
    }

    @Test
    void aListOfTheOperatorTakesThePlaceOfTheBuiltInOne() throws IOException {
        file("prices: {list: list.yaml}");
        Prices prices = loaded(Map.of()).prices();
        assertThat(prices.of("own"))
                .contains(new Price(
                        1_000_000_000,
                        1_000_000_000,
                        2_000_000_000,
                        2_000_000_000,
                        1_000_000_000,
                        1_000_000_000,
                        1_000_000_000));
        assertThat(prices.of("gpt-4o")).isEmpty();
        assertThat(prices.list()).contains(directory.resolve("list.yaml"));
    }

    @Test
    void whatTheConfigurationGivesWinsOverTheList() throws IOException {
        file("""
        prices:
          list: list.yaml
          exchange-rate: {usd-to-eur: 1, date: 2026-02-02}
          models:
            mine: {currency: EUR, input: 7, output: 7}
        """);
        Prices prices = loaded(Map.of()).prices();
        assertThat(prices.of("own").orElseThrow().input()).isEqualTo(2_000_000_000);
        assertThat(prices.of("mine").orElseThrow().input()).isEqualTo(7_000_000_000L);
    }

    @Test
    void theChecksumOfAListIsComparedWhereverItIsGiven() throws IOException {
        String right = PriceLists.sha256(Files.readAllBytes(directory.resolve("list.yaml")));
        file("prices: {list: list.yaml, sha256: " + right.toUpperCase(Locale.ROOT) + "}");
        loaded(Map.of());
        file("prices: {list: list.yaml}");
        loaded(Map.of("REMPART_PRICES_SHA256", right));
        assertThat(rejected(Map.of("REMPART_PRICES_SHA256", OTHER)))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.where()).isEqualTo("REMPART_PRICES_SHA256");
                    assertThat(error.problem()).contains("list.yaml", right);
                });
        Files.writeString(directory.resolve("list.yaml"), LIST + "# changed\n");
        assertThat(rejected(Map.of("REMPART_PRICES_SHA256", right))).hasSize(1);
    }

    @Test
    void theBuiltInListCanBePinnedToo() {
        loaded(Map.of("REMPART_PRICES_SHA256", PriceLists.sha256(PriceLists.builtIn())));
        assertThat(rejected(Map.of("REMPART_PRICES_SHA256", OTHER)))
                .singleElement()
                .satisfies(error -> assertThat(error.problem()).contains("built-in prices.yaml"));
    }

    @Test
    void theErrorsOfAListAreListedWithAllOthers() throws IOException {
        Files.writeString(directory.resolve("list.yaml"), """
            exchange-rate: {usd-to-eur: 0.5, date: 2026-01-01}
            sha256: none
            models:
              own: {currency: USD, input: cheap, output: 4}
            """);
        file("prices: {list: list.yaml, sha256: " + OTHER + "}\nserver: {port: eighty}");
        assertThat(rejected(Map.of()))
                .extracting(ConfigError::where, ConfigError::key)
                .containsExactlyInAnyOrder(
                        tuple("rempart.yaml:1", "prices.sha256"),
                        tuple("list.yaml:2", "prices.sha256"),
                        tuple("list.yaml:4", "prices.models.own.input"),
                        tuple("rempart.yaml:2", "server.port"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "list: missing.yaml | \"missing.yaml\" does not exist",
                "list: '.' | is a directory",
                "list: | has no value",
                "sha256: 0123 | not a SHA-256",
                "list: empty.yaml | is empty",
                "list: broken.yaml | is not YAML",
            })
    void aListThatCannotBeReadIsNamedOnce(String yaml, String problem) throws IOException {
        Files.writeString(directory.resolve("empty.yaml"), "# nothing\n");
        Files.writeString(directory.resolve("broken.yaml"), "models: [\n");
        file("prices:\n  " + yaml);
        assertThat(rejected(Map.of())).singleElement().satisfies(error -> assertThat(error.problem())
                .contains(problem));
    }

    private List<ConfigError> readWith(byte[] builtIn) {
        List<ConfigError> errors = new ArrayList<>();
        new PriceLists(builtIn, Map.of(), directory, errors::add).under(Optional.empty());
        return errors;
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("rempart.yaml"), text);
    }

    private RempartConfig loaded(Map<String, String> environment) {
        ConfigResult result = ConfigLoader.load(Sources.of(directory, environment));
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).config();
    }

    private List<ConfigError> rejected(Map<String, String> environment) {
        ConfigResult result = ConfigLoader.load(Sources.of(directory, environment));
        assertThat(result).isInstanceOf(ConfigResult.Rejected.class);
        return ((ConfigResult.Rejected) result).errors();
    }
}
