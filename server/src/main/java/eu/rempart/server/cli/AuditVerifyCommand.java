package eu.rempart.server.cli;

import eu.rempart.core.audit.AuditVerifier;
import eu.rempart.core.audit.AuditVerifier.Verdict;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Checks that nothing in the audit was changed, removed, reordered or cut off.
@Command(name = "verify", description = "Check the chain of the audit.", mixinStandardHelpOptions = true)
final class AuditVerifyCommand implements Callable<Integer> {

    @Mixin
    private AuditReading reading = new AuditReading();

    private final PrintStream out;
    private final PrintStream err;

    AuditVerifyCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        return reading.run(err, trail -> switch (new AuditVerifier(trail).verify()) {
            case Verdict.Intact(long entries) -> {
                out.println("The audit is intact: " + entries + " entries.");
                yield 0;
            }
            case Verdict.Broken(long seq, var defect) -> {
                err.println("The audit is broken at entry " + seq + ": "
                        + defect.name().toLowerCase(Locale.ROOT) + ".");
                yield 1;
            }
        });
    }
}
