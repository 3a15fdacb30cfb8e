package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

    @Test
    void noAnswerIsKeptForMoreThanAnHour() throws IOException {
        assertThat(errors("gateway: {cache-lifetime: 61m}", Map.of()))
                .singleElement()
                .satisfies(error -> assertThat(error.key()).isEqualTo("gateway.cache-lifetime"));
        assertThat(errors("gateway: {cache-lifetime: 1h}", Map.of())).isEmpty();
    }
}
