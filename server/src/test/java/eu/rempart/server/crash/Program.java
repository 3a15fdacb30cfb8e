package eu.rempart.server.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The program on one data directory, run as the launcher runs it: another process, with nothing inherited from this
/// one's environment.
final class Program {

    private final Path folder;
    private final Map<String, String> environment;

    /// @param folder for data, logs and temporary files; also the working directory, so without a configuration
    /// @param environment all variables that the program sees
    Program(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    Path data() {
        return folder.resolve("data");
    }

    /// Starts the service on free ports, and returns when it answers.
    Running serve() throws IOException {
        Process process = start("serve", "--port", "0", "--ops-port", "0", "--data", data().toString());
        List<String> printed = new ArrayList<>();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Pattern chat = Pattern.compile(" +chat +http://localhost:(\\d+)");
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.add(line);
            Matcher matcher = chat.matcher(line);
            if (matcher.matches()) {
                return new Running(process, Integer.parseInt(matcher.group(1)), out, printed);
            }
        }
        throw new IllegalStateException(
                "the service did not start; it printed " + printed + " and " + Files.readString(log()));
    }

    /// Runs another command to its end.
    Output run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data().toString()));
        Process process = start(all.toArray(String[]::new));
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        return new Output(process.waitFor(), lines, Files.readString(log()));
    }

    private Process start(String... arguments) throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                // What the native libraries leave behind when they are killed is gone with the folder.
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "eu.rempart.server.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.to(log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    /// What a command left: exit code, standard output, standard error.
    record Output(int exitCode, List<String> out, String err) {}

    /// The service as a process.
    ///
    /// @param printed what it has printed up to the address
    record Running(Process process, int port, BufferedReader out, List<String> printed) implements AutoCloseable {

        /// SIGKILL: no handler runs, nothing is flushed.
        void kill() throws InterruptedException {
            process.toHandle().destroyForcibly();
            awaitEnd();
        }

        /// SIGTERM; returns everything that the service has printed in its life.
        List<String> stop() throws InterruptedException {
            // `Process.destroy` would close the stream that is read below.
            process.toHandle().destroy();
            awaitEnd();
            List<String> all = new ArrayList<>(printed);
            all.addAll(out.lines().toList());
            return all;
        }

        private void awaitEnd() throws InterruptedException {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the service does not end");
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
