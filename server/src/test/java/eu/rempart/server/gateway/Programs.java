package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Programs of their own processes, as users of the SDKs run them.
final class Programs {

    private static final Path NODE = Path.of("..", "testkit", "sdk");

    private Programs() {}

    /// How a program ended, and all that it wrote.
    record Run(int exit, String output) {}

    /// Installs the SDKs for Node where they are not yet.
    static void install() throws Exception {
        if (!Files.exists(NODE.resolve("node_modules/.package-lock.json"))) {
            Run installed = run(NODE, Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            assertThat(installed.exit()).as(installed.output()).isZero();
        }
    }

    /// Runs one of the scripts beside the SDKs for Node.
    static Run node(Map<String, String> environment, String script) throws Exception {
        return run(NODE, environment, "node", script);
    }

    static Run run(Path directory, Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
