package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.AddressRange;
import eu.rempart.core.Secret;
import eu.rempart.core.cost.Price;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir
    Path directory;

    @Test
    void theFileOverridesDefaults() throws IOException {
        file("""
        server:
          port: 8443
          max-body: 1MiB
          trusted-proxies: [10.0.0.0/8, 2001:db8::1]
        identity:
          access-token-lifetime: 5m
        budgets:
          free: 0.000000001
        """);
        RempartConfig config = loaded(Map.of());
        assertThat(config.server().port()).isEqualTo(8443);
        assertThat(config.server().maxBody()).isEqualTo(DataSize.ofMebibytes(1));
        assertThat(config.server().trustedProxies())
                .containsExactly(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::1"));
        assertThat(config.identity().accessTokenLifetime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.budgets().free()).isEqualTo(new Budget.Capped(1));
    }

    @Test
    void theLaterSourceWins() throws IOException {
        file("server:\n  port: 1\n");
        dotEnv("REMPART_SERVER_PORT=2");
        assertThat(loaded(Map.of()).server().port()).isEqualTo(2);
        assertThat(loaded(Map.of("REMPART_SERVER_PORT", "3")).server().port()).isEqualTo(3);
        ConfigResult result = ConfigLoader.load(
                Sources.of(directory, Map.of("REMPART_SERVER_PORT", "3")).withOption("server.port", "--port", "4"));
        assertThat(((ConfigResult.Loaded) result).config().server().port()).isEqualTo(4);
    }

    @Test
    void aNamedFileMustExistAndTheDefaultFileNeedNot() {
        assertThat(ConfigLoader.load(Sources.of(directory, Map.of()))).isInstanceOf(ConfigResult.Loaded.class);
        ConfigResult result = ConfigLoader.load(Sources.of(directory, Map.of()).withFile(Path.of("other.yaml")));
        assertThat(((ConfigResult.Rejected) result).errors()).singleElement().satisfies(error -> {
            assertThat(error.where()).isEqualTo("other.yaml");
            assertThat(error.problem()).isEqualTo("does not exist");
        });
    }

    @Test
    void theVariablesOfTheSdksAreRead() {
        RempartConfig.Providers providers = loaded(Map.of(
                        "OPENAI_API_KEY", "sk-openai",
                        "OPENAI_BASE_URL", "http://127.0.0.1:4000/v1/",
                        "ANTHROPIC_API_KEY", "sk-ant-anthropic",
                        "ANTHROPIC_BASE_URL", "https://anthropic.example",
                        "MISTRAL_API_KEY", "mistral-mistral-mistral",
                        "MISTRAL_BASE_URL", "https://mistral.example/v1",
                        "OLLAMA_HOST", "127.0.0.1"))
                .providers();
        assertThat(providers.openai().apiKey()).contains(Secret.of("sk-openai"));
        assertThat(providers.openai().baseUrl()).isEqualTo(URI.create("http://127.0.0.1:4000/v1"));
        assertThat(providers.anthropic().apiKey()).contains(Secret.of("sk-ant-anthropic"));
        assertThat(providers.anthropic().baseUrl()).isEqualTo(URI.create("https://anthropic.example"));
        assertThat(providers.mistral().apiKey()).contains(Secret.of("mistral-mistral-mistral"));
        assertThat(providers.mistral().baseUrl()).isEqualTo(URI.create("https://mistral.example/v1"));
        assertThat(providers.ollama().baseUrl()).contains(URI.create("http://127.0.0.1:11434"));
        assertThat(providers.toString()).doesNotContain("sk-").contains("***");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8000, http://127.0.0.1:8000",
        "0.0.0.0, http://127.0.0.1:11434",
        "ollama, http://ollama:11434",
        "http://ollama:11434/, http://ollama:11434",
        "https://ollama.example, https://ollama.example",
        "[::1]:11434, http://[::1]:11434",
    })
    void ollamasAddressIsTakenAsOllamaTakesIt(String given, String meant) {
        assertThat(loaded(Map.of("OLLAMA_HOST", given)).providers().ollama().baseUrl())
                .contains(URI.create(meant));
    }

    @Test
    void theOwnVariableWinsOverTheSdks() {
        assertThat(loaded(Map.of("OPENAI_API_KEY", "sk-sdk", "REMPART_PROVIDERS_OPENAI_API_KEY", "sk-own"))
                        .providers()
                        .openai()
                        .apiKey())
                .contains(Secret.of("sk-own"));
    }

    @Test
    void aSecretFileIsReadWithoutItsLastLineBreak() throws IOException {
        Files.writeString(directory.resolve("key"), "sk-from-file\n");
        assertThat(loaded(Map.of("OPENAI_API_KEY_FILE", "key"))
                        .providers()
                        .openai()
                        .apiKey())
                .contains(Secret.of("sk-from-file"));
    }

    @Test
    void anEmptyVariableIsNotSet() {
        RempartConfig config = loaded(Map.of("OPENAI_API_KEY", "", "REMPART_SERVER_PORT", ""));
        assertThat(config.providers().openai().apiKey()).isEmpty();
        assertThat(config.server().port()).isEqualTo(8080);
    }

    @Test
    void theEnvironmentHidesTheOtherFormInDotEnv() throws IOException {
        dotEnv("OPENAI_API_KEY=sk-dot-env");
        Files.writeString(directory.resolve("key"), "sk-from-file");
        assertThat(loaded(Map.of("OPENAI_API_KEY_FILE", "key"))
                        .providers()
                        .openai()
                        .apiKey())
                .contains(Secret.of("sk-from-file"));
    }

    @Test
    void variablesOfOthersAreIgnored() {
        loaded(Map.of(
                "REMPART_SERVICE_HOST", "10.0.0.1",
                "REMPART_SERVICE_PORT_HTTP", "8080",
                "REMPART_PORT", "tcp://10.0.0.1:8080",
                "REMPART_PORT_8080_TCP_ADDR", "10.0.0.1",
                "REMPART_CHROMIUM", "/usr/bin/chromium",
                "PATH", "/bin"));
    }

    @Test
    void modelsOfTheFileReplaceBuiltInOnesByName() throws IOException {
        file("""
        prices:
          exchange-rate: {usd-to-eur: 0.333333333, date: 2026-01-01}
          models:
            gpt-4o: {currency: EUR, input: 1, output: 2}
            thinker: {currency: EUR, input: 1, output: 2, reasoning: 3, image: 4, cache-write: 5, long-cache-write: 6}
            own-model: {currency: USD, input: 0.000000001, output: 0, aliases: [own]}
        """);
        Prices prices = loaded(Map.of()).prices();
        assertThat(prices.of("gpt-4o"))
                .contains(new Price(
                        1_000_000_000L,
                        1_000_000_000L,
                        2_000_000_000L,
                        2_000_000_000L,
                        1_000_000_000L,
                        1_000_000_000L,
                        1_000_000_000L));
        assertThat(prices.of("own")).contains(new Price(1, 1, 0, 0, 1, 1, 1));
        assertThat(prices.of("thinker"))
                .contains(new Price(
                        1_000_000_000L,
                        1_000_000_000L,
                        2_000_000_000L,
                        3_000_000_000L,
                        4_000_000_000L,
                        5_000_000_000L,
                        6_000_000_000L));
        assertThat(prices.of("mistral-small")).isPresent();
    }

    @Test
    void anAliasOfYamlIsTheNodeThatItNames() throws IOException {
        file("""
        agents:
          elea: &agent {max-message-chars: 2000}
          recruiter: *agent
        """);
        RempartConfig.Agents agents = loaded(Map.of()).agents();
        assertThat(agents.recruiter()).isEqualTo(agents.elea());
        assertThat(agents.elea().maxMessageChars()).isEqualTo(2000);
    }

    @Test
    void anOptionThatNamesNoKeyIsTheCallersFault() {
        assertThatThrownBy(() ->
                        ConfigLoader.load(Sources.of(directory, Map.of()).withOption("server.prot", "--port", "1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeHoldsItsAddressesAndNoOthers() throws IOException {
        AddressRange range = AddressRange.parse("10.1.0.0/15");
        assertThat(range.contains(InetAddress.ofLiteral("10.0.255.255"))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(range.contains(InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(AddressRange.parse("::/0").contains(InetAddress.ofLiteral("::1")))
                .isTrue();
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("rempart.yaml"), text);
    }

    private void dotEnv(String text) throws IOException {
        Files.writeString(directory.resolve(".env"), text);
    }

    private RempartConfig loaded(Map<String, String> environment) {
        ConfigResult result = ConfigLoader.load(Sources.of(directory, environment));
        List<ConfigError> errors = result instanceof ConfigResult.Rejected rejected ? rejected.errors() : List.of();
        assertThat(errors).isEmpty();
        return ((ConfigResult.Loaded) result).config();
    }
}
