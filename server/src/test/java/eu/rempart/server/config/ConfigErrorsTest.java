package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {
    @TempDir
    Path directory;

    @Test
    void everyErrorIsListedAtOnce() throws IOException {
        file("""
        server:
          prot: 8080
          port: eighty
        limits:
          anonymous-per-minute: -1
        port: 1
        identity: 5
        """);
        dotEnv("REMPART_OPS_PROT=1");
        List<ConfigError> errors = rejected(Map.of("OPENAI_API_KEY", "wrong-shape", "OPENAI_BASE_URL", "ftp://host"));
        assertThat(errors)
                .extracting(ConfigError::where, ConfigError::key)
                .contains(
                        tuple("rempart.yaml:2", "server.prot"),
                        tuple("rempart.yaml:3", "server.port"),
                        tuple("rempart.yaml:5", "limits.anonymous-per-minute"),
                        tuple("rempart.yaml:6", "port"),
                        tuple("rempart.yaml:7", "identity"),
                        tuple(".env:1", "REMPART_OPS_PROT"),
                        tuple("OPENAI_BASE_URL", "providers.openai.base-url"),
                        tuple("OPENAI_API_KEY", "providers.openai.api-key"));
    }

    @Test
    void anUnknownKeySuggestsTheNearest() throws IOException {
        file("server:\n  prot: 8080\n");
        assertThat(only().remedy()).isEqualTo("Did you mean server.port?");
        file("max-body: 1MiB\n");
        assertThat(only().remedy()).isEqualTo("Did you mean server.max-body?");
        file("server:\n  colour: red\n");
        assertThat(only().remedy()).contains("host, max-body, port, trusted-proxies");
    }

    @Test
    void anUnknownVariableSuggestsTheNearest() {
        assertThat(rejected(Map.of("REMPART_SERVER_PROT", "1")))
                .singleElement()
                .satisfies(error -> assertThat(error.remedy()).isEqualTo("Did you mean REMPART_SERVER_PORT?"));
        assertThat(rejected(Map.of("REMPART_PORT", "8080"))).hasSize(1);
    }

    @Test
    void aKeyThatIsGivenTwiceNamesBothLines() throws IOException {
        file("server:\n  port: 1\n  port: 2\n");
        ConfigError error = only();
        assertThat(error.where()).isEqualTo("rempart.yaml:3");
        assertThat(error.problem()).isEqualTo("was already given in line 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: {port: 65536} | out of range",
                "server: {port: -1} | is negative",
                "server: {port: 99999999999999999999} | not a whole number",
                "server: {port: [1]} | not a whole number",
                "server: {port: } | has no value",
                "server: {port: 9090} | is the same as server.port",
                "server: {host: 'a b'} | not a host name",
                "server: {max-body: 64} | not a size",
                "server: {max-body: 1GiB} | out of range",
                "server: {trusted-proxies: [10.0.0.0/33]} | not an IP address",
                "server: {trusted-proxies: [example.org]} | not an IP address",
                "identity: {access-token-lifetime: 15} | not a duration",
                "identity: {access-token-lifetime: -15m} | is negative",
                "identity: {access-token-lifetime: 1h, refresh-token-lifetime: 1h} | is not shorter",
                "assistant: {default-language: de} | not one of fr, en",
                "budgets: {free: -1} | is negative",
                "budgets: {free: 0.0000000001} | not an amount",
                "budgets: {free: 1e3} | not an amount",
                "providers: {order: [openai, openai]} | twice",
                "providers: {order: [azure]} | not one of",
                "providers: {openai: {base-url: 'https://user:pass@host/'}} | not a URL",
                "providers: {openai: {base-url: '/v1'}} | not a URL",
                "providers: {openai: {check-key: yes}} | not `true` or `false`",
                "prices: {models: {m: {currency: USD, input: cheap, output: 1}}} | not a number",
                "prices: {models: {m: {currency: USD, input: -1, output: 1}}} | is negative",
                "prices: {models: {m: {currency: USD, input: 1, output: 1, reasoning: much}}} | not a number",
                "prices: {models: {m: {currency: USD, input: 1, output: 1, reasoning: -1}}} | is negative",
                "prices: {models: {m: {currency: USD, input: 1, output: 1, image: 0.0000000001}}} | not a number",
                "prices: {models: {m: {currency: USD, input: 1, output: 1, image: -1}}} | is negative",
                "prices: {exchange-rate: {usd-to-eur: 10.1, date: 2026-01-01}} | out of range",
                "prices: {models: {m: {input: 1, output: 1}}} | is missing",
                "prices: {models: {m: {currency: EUR, input: 1, output: 1, aliases: [gpt-4o]}}} | another price",
                "prices: {models: {m: {currency: EUR, input: 1, output: 1, long-output-times: 2}}} | without long-above",
                "prices: {exchange-rate: {usd-to-eur: 0, date: 2026-01-01}} | out of range",
                "prices: {exchange-rate: {usd-to-eur: 0.9}} | is missing",
                "knowledge-directory: ./missing | not a directory",
                "logging: {level: loud} | not one of",
                "limits: [1] | is a group of keys",
                "agents: {elea: {max-message-chars: 10001}} | out of range",
                "agents: {elea: &e {max-message-chars: 1}, admin: *other} | names nothing before it",
                "server: !!java.net.URL [x] | has a tag",
                "'server: {port: 1' | not YAML",
                "'[1, 2]' | not a list of keys",
            })
    void aWrongValueIsNamed(String yaml, String problem) throws IOException {
        file(yaml.startsWith("'") ? yaml.substring(1, yaml.length() - 1) : yaml);
        ConfigError error = only();
        assertThat(error.problem()).contains(problem);
        assertThat(error.where()).startsWith("rempart.yaml").doesNotContain("\n");
        assertThat(error.remedy()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server: [", "a: b: c", "\tserver: 1", "server: \"", "a: \u0001", "---\na: 1\n---\nb: 1"})
    void whatIsNotOneYamlDocumentIsAnError(String text) throws IOException {
        file(text);
        assertThat(rejected(Map.of())).isNotEmpty();
    }

    @Test
    void aDeepOrLargeFileIsRefusedBeforeItCostsAnything() throws IOException {
        file("a: " + "[".repeat(100_000));
        assertThat(only().problem()).contains("nested too deep");
        file("#".repeat((1 << 20) + 1));
        assertThat(only().problem()).contains("larger than 1 MiB");
    }

    @Test
    void aliasesAreBounded() throws IOException {
        StringBuilder yaml = new StringBuilder("prices:\n  models:\n    m: &m {currency: EUR, input: 1, output: 1}\n");
        for (int i = 0; i < 101; i++) {
            yaml.append("    m").append(i).append(": *m\n");
        }
        file(yaml.toString());
        assertThat(only().problem()).contains("more than 100 aliases");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_API_KEY, hidden-hidden",
        "OPENAI_API_KEY, sk-ant-hidden",
        "ANTHROPIC_API_KEY, sk-hidden",
        "MISTRAL_API_KEY, hidden",
        "OPENAI_API_KEY, sk-hidden hidden",
        "REMPART_PROVIDERS_MISTRAL_API_KEY, hidden",
        "OPENAI_BASE_URL, sk-hidden",
        "REMPART_SERVER_PORT, sk-hidden",
        "REMPART_PROVIDERS_OPENAI_MODEL, sk hidden-sk-hidden",
    })
    void aKeyOfTheWrongShapeIsRefusedWithoutBeingShown(String variable, String value) {
        List<ConfigError> errors = rejected(Map.of(variable, value));
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().where()).isEqualTo(variable);
        assertThat(errors.toString()).doesNotContain("hidden");
    }

    @Test
    void anotherServersKeyIsTakenWhenTheOperatorSaysSo() {
        assertThat(ConfigLoader.load(Sources.of(
                        directory,
                        Map.of("OPENAI_API_KEY", "token-abc", "REMPART_PROVIDERS_OPENAI_CHECK_KEY", "false"))))
                .isInstanceOf(ConfigResult.Loaded.class);
    }

    @Test
    void aSecretIsGivenOnce() throws IOException {
        Files.writeString(directory.resolve("key"), "sk-hidden");
        assertThat(rejected(Map.of("OPENAI_API_KEY", "sk-hidden", "OPENAI_API_KEY_FILE", "key")))
                .singleElement()
                .satisfies(error -> assertThat(error.problem()).contains("OPENAI_API_KEY_FILE"));
    }

    @Test
    void aSecretFileMustHoldSomething() throws IOException {
        Files.writeString(directory.resolve("empty"), "\n");
        Files.createDirectory(directory.resolve("folder"));
        for (String file : List.of("empty", "folder", "missing")) {
            assertThat(rejected(Map.of("OPENAI_API_KEY_FILE", file))).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPENAI_API_KEY",
                "export A=1",
                "A = 1",
                "A=\"1",
                "A=1 # comment",
                "A=1\nA=2",
                "A='it's'",
            })
    void dotEnvIsStrict(String text) throws IOException {
        dotEnv(text);
        assertThat(rejected(Map.of())).singleElement().satisfies(error -> assertThat(error.where())
                .startsWith(".env:"));
    }

    @Test
    void validatePrintsErrorsWithTheirRemedyAndTheSummaryWithoutSecrets() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Sources wrong = Sources.of(directory, Map.of("OPENAI_API_KEY", "hidden", "REMPART_OPS_PORT", "x"));
        assertThat(ConfigCommand.validate(wrong, out, out)).isEqualTo(1);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("OPENAI_API_KEY", "REMPART_OPS_PORT", "ops.port", "Give a whole number")
                .doesNotContain("hidden");

        bytes.reset();
        Sources right = Sources.of(directory, Map.of("OPENAI_API_KEY", "sk-hidden"));
        assertThat(ConfigCommand.validate(right, out, out)).isZero();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("configuration is valid", "0.0.0.0:8080", "openai gpt-4o-mini")
                .doesNotContain("hidden");
    }

    private ConfigError only() {
        List<ConfigError> errors = rejected(Map.of());
        assertThat(errors).hasSize(1);
        return errors.getFirst();
    }

    private List<ConfigError> rejected(Map<String, String> environment) {
        ConfigResult result = ConfigLoader.load(Sources.of(directory, environment));
        assertThat(result).isInstanceOf(ConfigResult.Rejected.class);
        return ((ConfigResult.Rejected) result).errors();
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("rempart.yaml"), text);
    }

    private void dotEnv(String text) throws IOException {
        Files.writeString(directory.resolve(".env"), text);
    }
}
