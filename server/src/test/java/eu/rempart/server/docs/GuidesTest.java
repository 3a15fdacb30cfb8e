package eu.rempart.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types the commands of a guide as a newcomer would, one after the other in one shell, beside a service that was
/// started with the guide's own command.
class GuidesTest {

    private static final Path GUIDE = Path.of("..", "docs", "guides", "first-steps.md");
    private static final Pattern ADDRESS = Pattern.compile(" {2}(chat|operators) .*:([0-9]+)(?:/metrics)?");
    private static final String MARK = "=== line ";
    private static final long MINUTES = 4;

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void theFirstStepsWorkAsTheyAreWritten() throws Exception {
        Guide guide = Guide.read(GUIDE);
        assertThat(guide.blocks()).hasSizeGreaterThan(10);
        // `./rempart` without its build: the classes under test.
        putProgram(folder.resolve("rempart"), "eu.rempart.server.Main");
        // Last on the path: only for machines without one.
        putProgram(Files.createDirectory(folder.resolve("bin")).resolve("curl"), "eu.rempart.server.docs.Curl");

        Process service =
                process("./rempart", "serve", "--port", "0", "--ops-port", "0").start();
        try (BufferedReader announced = service.inputReader(StandardCharsets.UTF_8)) {
            // Whatever hangs, here or in the shell below, ends with it.
            CompletableFuture<?> limit = service.onExit()
                    .completeOnTimeout(service, MINUTES, TimeUnit.MINUTES)
                    .thenAccept(Process::destroy);
            int port = port(announced, "chat");
            int opsPort = port(announced, "operators");
            assertThat(announced.readLine()).contains("from the local knowledge");
            assertThat(announced.readLine()).isEmpty();
            assertThat(announced.readLine()).contains("sign in as \"admin\"");

            String output = type(guide.blocks(), port, opsPort);

            for (Guide.Block block : guide.blocks()) {
                String shown = outputOf(block, output);
                assertThat(block.shows())
                        .as("what the commands at line %s of the guide show", block.line())
                        .allSatisfy(expected -> assertThat(shown).contains(expected));
            }
            assertThat(limit).isNotDone();
        } finally {
            service.destroy();
            assertThat(service.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static void putProgram(Path program, String mainClass) throws IOException {
        Files.writeString(program, """
                #!/bin/sh
                exec "%s" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
                  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%s" %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        mainClass));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    /// Runs all blocks in one shell, which stops at the first command that fails, and returns what they wrote.
    private String type(List<Guide.Block> blocks, int port, int opsPort) throws Exception {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        for (Guide.Block block : blocks) {
            script.append("printf '\\n%s\\n' '")
                    .append(MARK)
                    .append(block.line())
                    .append("'\n")
                    .append(block.commands()
                            .replace("http://localhost:8080", "http://localhost:" + port)
                            .replace("http://localhost:9090", "http://localhost:" + opsPort))
                    .append('\n');
        }
        assertThat(script).contains(":" + port, ":" + opsPort);
        Path output = folder.resolve("output.txt");
        Process shell = process(
                        "bash",
                        Files.writeString(folder.resolve("guide.sh"), script).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = shell.waitFor(MINUTES, TimeUnit.MINUTES);
        shell.destroyForcibly();
        String written = Files.readString(output);
        assertThat(ended).as("the commands end; so far: %s", written).isTrue();
        assertThat(shell.exitValue()).as(written).isZero();
        return written;
    }

    private static String outputOf(Guide.Block block, String output) {
        String mark = MARK + block.line() + "\n";
        int begin = output.indexOf(mark);
        assertThat(begin).isNotNegative();
        int end = output.indexOf(MARK, begin + mark.length());
        return output.substring(begin, end < 0 ? output.length() : end);
    }

    private static int port(BufferedReader announced, String name) throws IOException {
        for (String line = announced.readLine(); line != null; line = announced.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.matches() && name.equals(address.group(1))) {
                return Integer.parseInt(address.group(2));
            }
        }
        throw new IllegalStateException("the service has ended without an address of: " + name);
    }

    /// In the test's folder, with nothing of the developer's environment but the path: no provider's key above all.
    private ProcessBuilder process(String... command) {
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors.txt").toFile());
        String path = System.getenv("PATH");
        process.environment().clear();
        process.environment().put("PATH", (path == null ? "/usr/bin:/bin" : path) + ":" + folder.resolve("bin"));
        process.environment().put("LC_ALL", "C.UTF-8");
        return process;
    }
}
