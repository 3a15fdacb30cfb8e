package eu.rempart.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The option `--data`, and how every command works on that directory.
final class DataDirectory {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The data directory (default: ${DEFAULT-VALUE}).")
    private Path path = Path.of("data");

    /// Runs the work, closes the database, and prints the lines that the work returned: nothing that the closing may
    /// log comes after the last of them.
    ///
    /// @return the exit code: 0, or 1 if it was refused or failed
    int run(OperatorSession.Opener opener, Function<OperatorSession, List<String>> work) {
        CommandLine line = Objects.requireNonNull(command).commandLine();
        List<String> output;
        try (OperatorSession session = opener.open(path)) {
            output = work.apply(session);
        } catch (CommandFailure e) {
            line.getErr().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (RuntimeException e) {
            // What broke underneath is named without a stack trace; none of these messages quotes a secret.
            line.getErr().println("Nothing was changed in " + path.toAbsolutePath() + ": " + e.getMessage() + ".");
            Throwable cause = e.getCause();
            if (cause != null) {
                line.getErr().println("Cause: " + cause.getMessage());
            }
            line.getErr()
                    .println(
                            "Check that the directory is this service's and that you may write to it; then try again.");
            return CommandLine.ExitCode.SOFTWARE;
        }
        output.forEach(line.getOut()::println);
        if (line.getOut().checkError()) {
            line.getErr()
                    .println("It is done, but the output could not be written."
                            + " A password or key that was lost cannot be shown again: reset or revoke it.");
            return CommandLine.ExitCode.SOFTWARE;
        }
        return CommandLine.ExitCode.OK;
    }
}
