package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Programs.Run;
import eu.rempart.testkit.provider.Script;
import eu.rempart.testkit.provider.ScriptedProvider;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The guides for Node from nothing: the program is started with `./rempart serve`, the key is made with the guides'
/// own command, and the guides' programs run against it.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SdkProgramTest {

    private static final Path GUIDE = Path.of("..", "docs", "guides", "sdk-openai-node.md");
    private static final Pattern ADDRESS = Pattern.compile(" {2}chat .*:([0-9]+)");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void theGuidesWorkAgainstTheProgram() throws Exception {
        Programs.install();
        putProgram();
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.always(Script.of(SdkGuidesTest::assistant));
            Files.writeString(folder.resolve("rempart.yaml"), """
                    gateway:
                      providers:
                        oa: {kind: openai, base-url: "%s/v1", api-key: "%s"}
                    """.formatted(provider.baseUrl(), GatewayService.KEY));
            Process service = new ProcessBuilder("./rempart", "serve", "--port", "0", "--ops-port", "0")
                    .directory(folder.toFile())
                    .redirectError(folder.resolve("errors.txt").toFile())
                    .start();
            try (BufferedReader announced = service.inputReader(StandardCharsets.UTF_8)) {
                int port = port(announced);
                rempart("user", "create", "--name", "shop", "--role", "user", "--tier", "enterprise");
                String command = Files.readString(GUIDE)
                        .lines()
                        .filter(line -> line.startsWith("./rempart token create "))
                        .findFirst()
                        .orElseThrow();
                String key = rempart(command.substring("./rempart ".length())
                                .replace("NAME", "shop")
                                .split(" "))
                        .lines()
                        .reduce("", (_, line) -> line);
                Run run = Programs.node(
                        Map.of(
                                "REMPART_URL",
                                "http://localhost:" + port,
                                "REMPART_API_KEY",
                                key,
                                "REMPART_MODEL",
                                "oa/scripted"),
                        "run.mjs");
                assertThat(run.exit()).as(run.output()).isZero();
                assertThat(run.output().lines().filter(line -> line.startsWith("ok ")))
                        .as(run.output())
                        .hasSize(4);
                assertThat(provider.received()).isNotEmpty().allSatisfy(request -> assertThat(request.body())
                        .doesNotContain("@example"));
            } finally {
                service.destroy();
                assertThat(service.waitFor(1, TimeUnit.MINUTES)).isTrue();
            }
        }
    }

    /// `./rempart` without its build: the classes under test. Of the developer's environment it sees the path alone.
    private void putProgram() throws Exception {
        Path program = Files.writeString(folder.resolve("rempart"), """
                #!/bin/sh
                exec env -i PATH="$PATH" LC_ALL=C.UTF-8 "%s" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
                  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%s" eu.rempart.server.Main "$@"
                """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private String rempart(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "./rempart";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Run run = Programs.run(folder, Map.of(), command);
        assertThat(run.exit()).as(run.output()).isZero();
        return run.output();
    }

    private static int port(BufferedReader announced) throws Exception {
        for (String line = announced.readLine(); line != null; line = announced.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.matches()) {
                return Integer.parseInt(address.group(1));
            }
        }
        throw new IllegalStateException("the service has ended without an address");
    }
}
