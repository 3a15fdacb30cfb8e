package eu.rempart.server.cli;

import eu.rempart.core.audit.AuditVerifier;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Writes the audit as JSON lines.
@Command(
        name = "export",
        description = "Write the audit to standard output, one JSON object a line.",
        mixinStandardHelpOptions = true)
final class AuditExportCommand implements Callable<Integer> {

    @Mixin
    private AuditReading reading = new AuditReading();

    private final PrintStream out;
    private final PrintStream err;

    AuditExportCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        return reading.run(err, trail -> {
            new AuditVerifier(trail).export(out);
            return 0;
        });
    }
}
