package eu.rempart.server.cli;

import eu.rempart.core.audit.AuditTrail;
import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.server.audit.SqlAuditLog;
import eu.rempart.server.store.DataFiles;
import eu.rempart.server.store.Database;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The option `--data` of the commands that read the audit, and how they get at it.
final class AuditReading {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    /// Runs the work on the audit of an existing data directory.
    int run(PrintStream err, Work work) throws Exception {
        if (!Files.exists(DataFiles.database(data))) {
            err.println("rempart: there is no data in " + data.toAbsolutePath() + "; name its directory with --data");
            return 1;
        }
        MasterKeys keys = MasterKeys.openExisting(DataFiles.masterKeys(data));
        try (Database database = Database.sqlite(DataFiles.database(data))) {
            return work.on(new SqlAuditLog(database, keys));
        }
    }

    @FunctionalInterface
    interface Work {
        int on(AuditTrail trail) throws Exception;
    }
}
