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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is found in the declarations of providers before anything starts: keys that cannot be good, and addresses
/// that nobody permitted.
class GatewayConfigTest {

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void keys() throws IOException {
        Files.writeString(folder.resolve("good.key"), "sk-good0123456789\n");
        Files.writeString(folder.resolve("empty.key"), "\n");
        Files.writeString(folder.resolve("two-lines.key"), "sk-good0123456789\nsk-old0123456789\n");
        Files.writeString(folder.resolve("wrong.key"), "HIDDEN0123456789");
        Files.write(folder.resolve("binary.key"), new byte[] {'s', 'k', '-', (byte) 0xff, (byte) 0xfe});
    }

    private List<ConfigError> errors(String yaml, Map<String, String> variables) throws IOException {
        Files.writeString(folder.resolve("rempart.yaml"), yaml);
        return switch (ConfigLoader.load(Sources.of(folder, variables))) {
            case ConfigResult.Loaded(var config) -> List.of();
            case ConfigResult.Rejected(var errors) -> errors;
        };
    }

    private List<ConfigError> of(String provider) throws IOException {
        return errors("gateway: {providers: {x: {" + provider + "}}}", Map.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: openai, api-key: HIDDEN0123456789 | api-key | sk-…",
                "kind: openai, api-key: sk-ant-HIDDEN0123456789 | api-key | sk-…",
                "kind: anthropic, api-key: sk-HIDDEN0123456789 | api-key | sk-ant-…",
                "kind: anthropic, base-url: 'https://api.anthropic.com/v1', api-key: HIDDEN | api-key | sk-ant-…",
                "kind: mistral, api-key: HIDDEN | api-key | Mistral",
                "kind: mistral, api-key: sk-HIDDEN0123456789012345 | api-key | Mistral",
                "kind: gemini, api-key: HIDDEN | api-key | Gemini",
                "kind: azure, base-url: 'https://us.openai.azure.com', api-key: HIDDEN | api-key | Azure",
                "kind: compatible, base-url: 'https://x.example', api-key: 'HIDDEN 1' | api-key | printable characters",
                "kind: openai, api-key-file: wrong.key | api-key-file | sk-…",
                "kind: openai, api-key-file: empty.key | api-key-file | no key",
                "kind: openai, api-key-file: two-lines.key | api-key-file | blanks",
                "kind: openai, api-key-file: binary.key | api-key-file | not a file of text",
                "kind: openai, api-key: sk-good, secondary-api-key: HIDDEN | secondary-api-key | sk-…",
                "kind: openai, api-key-file: good.key, secondary-api-key-file: wrong.key | secondary-api-key-file | sk-…",
                "kind: openai, api-key-file: good.key, secondary-api-key-file: empty.key | secondary-api-key-file | no key",
                "kind: openai, api-key: sk-good, secondary-api-key: sk-b, secondary-api-key-file: good.key | secondary-api-key-file | beside",
                "kind: ollama, base-url: 'http://127.0.0.1:1', secondary-api-key: abc | secondary-api-key-file | without a first"
            })
    void aKeyThatCannotBeGoodIsRefusedAtTheStart(String provider, String option, String problem) throws IOException {
        assertThat(of(provider)).singleElement().satisfies(error -> {
            assertThat(error.key()).isEqualTo("gateway.providers.x." + option);
            assertThat(error.problem()).contains(problem);
            assertThat(error.remedy()).isNotBlank();
            assertThat(error.toString()).doesNotContain("HIDDEN");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: openai, api-key: sk-proj-0123456789",
                "kind: openai, api-key-file: good.key, secondary-api-key-file: good.key",
                "kind: openai, base-url: 'https://proxy.example/v1', api-key: of-the-proxy",
                "kind: anthropic, base-url: 'https://proxy.example', api-key: of-the-proxy",
                "kind: anthropic, api-key: sk-ant-0123456789",
                "kind: azure, base-url: 'https://proxy.example', api-key: of-the-proxy",
                "kind: compatible, base-url: 'https://x.example', api-key: k",
                "kind: gemini, api-key: AIza01234567890123456789012345678901234",
                "kind: ollama, base-url: 'http://127.0.0.1:11434'"
            })
    void aKeyThatMayBeGoodIsTaken(String provider) throws IOException {
        assertThat(of(provider)).isEmpty();
    }

    @Test
    void allKeysAreSaidAtOnce() throws IOException {
        assertThat(of("kind: openai, api-key: one, secondary-api-key: two")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/v1",
                "http://10.0.0.5:8000/v1",
                "http://192.168.1.9/v1",
                "http://172.16.0.1/v1",
                "http://100.100.100.200/v1",
                "http://0.0.0.0:8000/v1",
                "http://[fd00:ec2::254]/v1",
                "http://[::ffff:169.254.169.254]/v1"
            })
    void anAddressThatIsNotPublicNeedsPermission(String url) throws IOException {
        String declared = "kind: compatible, base-url: '" + url + "'";
        assertThat(of(declared)).singleElement().satisfies(error -> {
            assertThat(error.key()).isEqualTo("gateway.providers.x.base-url");
            assertThat(error.remedy()).contains("gateway.providers.x.allow-private-address");
        });
        assertThat(of(declared + ", allow-private-address: true")).isEmpty();
        Map<String, String> standard = Map.of("OPENAI_API_KEY", "sk-0123", "OPENAI_BASE_URL", url);
        assertThat(errors("", standard)).singleElement().satisfies(error -> {
            assertThat(error.where()).isEqualTo("OPENAI_BASE_URL");
            assertThat(error.remedy()).contains("providers.openai.allow-private-address");
        });
        assertThat(errors("providers: {openai: {allow-private-address: true}}", standard))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/v1", "http://localhost:1/v1", "http://[::1]:1/v1", "http://8.8.8.8/v1"})
    void thisMachineAndPublicAddressesNeedNone(String url) throws IOException {
        assertThat(of("kind: compatible, base-url: '" + url + "'")).isEmpty();
        assertThat(errors("", Map.of("OPENAI_API_KEY", "sk-0123", "OPENAI_BASE_URL", url)))
                .isEmpty();
    }

    @Test
    void ollamaMayStandOnTheOwnNetwork() throws IOException {
        assertThat(errors("", Map.of("OLLAMA_HOST", "192.168.1.9"))).isEmpty();
    }

    /// Connections are shared by host, so that a permission of one is one of all.
    @Test
    void providersAtOneHostAgreeOnPermission() throws IOException {
        String two = """
                gateway:
                  providers:
                    a: {kind: compatible, base-url: "http://gpu.example:8000/v1", allow-private-address: true}
                    b: {kind: compatible, base-url: "http://GPU.example:9000/v1"}
                """;
        assertThat(errors(two, Map.of())).singleElement().satisfies(error -> assertThat(error.key())
                .isEqualTo("gateway.providers.b.allow-private-address"));
        assertThat(errors(two.replace("9000/v1\"", "9000/v1\", allow-private-address: true"), Map.of()))
                .isEmpty();
        assertThat(errors(two.replace("GPU.example", "other.example"), Map.of()))
                .isEmpty();
        assertThat(errors(two.replace("GPU.example", "gpu.example"), Map.of("OLLAMA_HOST", "gpu.example")))
                .hasSize(1);
    }

    /// What a start would stumble over, one after the other, is said at once and with its line.
    @Test
    void everyNameThatLeadsNowhereIsSaidWithItsLine() throws IOException {
        assertThat(errors("""
                gateway:
                  providers:
                    c: {kind: compatible, base-url: "https://c.example/v1"}
                    d: {kind: compatible, base-url: "https://d.example/v1", models: [one]}
                  aliases:
                    a: {model: x}
                    b: {model: c}
                  routes:
                    r:
                      models: [c/m, nope/x]
                    s: {models: [d/two]}
                    t: {models: [openai/gpt-4o]}
                    u: {models: [local, d, c/m, "local/knowledge"]}
                """, Map.of()))
                .extracting(ConfigError::where, ConfigError::key, ConfigError::problem)
                .containsExactlyInAnyOrder(
                        tuple(
                                "rempart.yaml:6",
                                "gateway.aliases.a.model",
                                "names \"x\", and there is no provider \"x\""),
                        tuple(
                                "rempart.yaml:7",
                                "gateway.aliases.b.model",
                                "names \"c\" without a model, and that provider has none of its own"),
                        tuple(
                                "rempart.yaml:10",
                                "gateway.routes.r.models",
                                "names \"nope/x\", and there is no provider \"nope\""),
                        tuple(
                                "rempart.yaml:11",
                                "gateway.routes.s.models",
                                "names \"d/two\", which is not among the models of that provider"),
                        tuple(
                                "rempart.yaml:12",
                                "gateway.routes.t.models",
                                "names \"openai/gpt-4o\", and there is no provider \"openai\""));
    }

    @Test
    void aNameIsOfARouteOrOfAnAlias() throws IOException {
        assertThat(errors("gateway: {aliases: {a: {model: local}}, routes: {a: {models: [local]}}}", Map.of()))
                .singleElement()
                .satisfies(error -> assertThat(error.key()).isEqualTo("gateway.routes.a"));
    }

    @Test
    void aRouteWhoseResidenciesAdmitNobodyIsAnError() throws IOException {
        String route = """
                gateway:
                  providers:
                    c: {kind: compatible, base-url: "https://c.example/v1", model: m%s}
                  routes:
                    r: {models: [c], residencies: [eu]}
                """;
        assertThat(errors(route.formatted(""), Map.of())).singleElement().satisfies(error -> {
            assertThat(error.key()).isEqualTo("gateway.routes.r.residencies");
            assertThat(error.problem()).contains("c has none");
        });
        assertThat(errors(route.formatted(", residency: us"), Map.of()))
                .singleElement()
                .satisfies(error -> assertThat(error.problem()).contains("c has us"));
        assertThat(errors(route.formatted(", residency: eu"), Map.of())).isEmpty();
        // What the local knowledge is asked never leaves the machine.
        assertThat(errors(route.formatted("").replace("[c]", "[c, local]"), Map.of()))
                .isEmpty();
    }

    /// One mistake is said once: not also that what depends on it is not there.
    @Test
    void whatFollowsFromAnotherErrorIsNotSaid() throws IOException {
        assertThat(errors("gateway: {routes: {r: {models: [openai]}}}", Map.of("OPENAI_API_KEY", "sk 1")))
                .singleElement()
                .satisfies(error -> assertThat(error.where()).isEqualTo("OPENAI_API_KEY"));
    }

    @Test
    void whatIsMissingHasTheLineOfWhatMissesIt() throws IOException {
        String declared = """
                gateway:
                  providers:
                    one:
                      kind: azure
                      api-key: HIDDEN01234567890123456789012345
                    two: {kind: openai}
                """;
        assertThat(errors(declared, Map.of()))
                .extracting(ConfigError::where, ConfigError::key)
                .containsExactlyInAnyOrder(
                        tuple("rempart.yaml:3", "gateway.providers.one.base-url"),
                        tuple("rempart.yaml:6", "gateway.providers.two.api-key-file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model: m", "kind: local"})
    void theKindsAreThoseThatCanBeDeclared(String provider) throws IOException {
        assertThat(of(provider)).singleElement().satisfies(error -> {
            assertThat(error.key()).isEqualTo("gateway.providers.x.kind");
            assertThat(error.remedy())
                    .isEqualTo("Give one of openai, azure, mistral, compatible, anthropic, ollama, gemini.");
        });
    }

    @Test
    void theSummaryShowsTheGateway() throws IOException {
        String yaml = """
                gateway:
                  providers:
                    beta: {kind: compatible, base-url: "https://b.example/v1", api-key: HIDDEN, residency: eu}
                    alpha: {kind: ollama, base-url: "http://127.0.0.1:1", enabled: false}
                  aliases: {fast: {model: beta/m}}
                  routes: {r: {models: [beta/m, alpha/n], residencies: [eu]}}
                """;
        Files.writeString(folder.resolve("rempart.yaml"), yaml);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(ConfigCommand.validate(Sources.of(folder, Map.of()), out, out))
                .isZero();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains(
                        "  gateway    alpha ollama at http://127.0.0.1:1, switched off\n",
                        "  gateway    beta compatible at https://b.example/v1 (key set), residency eu\n",
                        "  route      r: beta/m, alpha/n, only in eu\n",
                        "  alias      fast: beta/m\n")
                .doesNotContain("HIDDEN");
    }

    @Test
    void noAnswerIsKeptForMoreThanAnHour() throws IOException {
        assertThat(errors("gateway: {cache-lifetime: 61m}", Map.of()))
                .singleElement()
                .satisfies(error -> assertThat(error.key()).isEqualTo("gateway.cache-lifetime"));
        assertThat(errors("gateway: {cache-lifetime: 1h}", Map.of())).isEmpty();
    }
}
