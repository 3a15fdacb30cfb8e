package eu.rempart.server.crash;

import eu.rempart.core.audit.AuditVerifier;
import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.server.audit.SqlAuditLog;
import eu.rempart.server.store.DataFiles;
import eu.rempart.server.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a data directory says about money and about the record, all accounts and months together.
///
/// @param spent in nano-euros, as the other amounts
/// @param held by the budgets
/// @param holds sum of the single holds
/// @param openHolds how many those are
/// @param used sum of the usage
/// @param settled requests whose answer the audit records
record Books(
        long spent,
        long held,
        long holds,
        long openHolds,
        long used,
        AuditVerifier.Verdict audit,
        Set<String> settled) {

    /// Reads them beside whoever has the directory open.
    static Books read(Path data) {
        return read(DataFiles.database(data), DataFiles.masterKeys(data));
    }

    private static Books read(Path file, Path masterKeys) {
        try (Database database = Database.sqlite(file)) {
            return new Books(
                    number(database, "SELECT COALESCE(SUM(spent_nano), 0) FROM budgets"),
                    number(database, "SELECT COALESCE(SUM(held_nano), 0) FROM budgets"),
                    number(database, "SELECT COALESCE(SUM(nano), 0) FROM budget_holds"),
                    number(database, "SELECT COUNT(*) FROM budget_holds"),
                    number(database, "SELECT COALESCE(SUM(cost_nano), 0) FROM usage_records"),
                    new AuditVerifier(new SqlAuditLog(database, MasterKeys.openExisting(masterKeys))).verify(),
                    database.read(handle -> new HashSet<>(
                            handle.createQuery("SELECT request_id FROM audit_log WHERE event = 'chat.settled'")
                                    .mapTo(String.class)
                                    .list())));
        }
    }

    /// Reads them as a killed process left them, from a copy: opening the files themselves would already mend them.
    static Books readCopy(Path data, Path copy) throws IOException {
        Files.createDirectories(copy);
        Path file = DataFiles.database(data);
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        for (Path part : List.of(file, wal)) {
            if (Files.exists(part)) {
                Files.copy(part, copy.resolve(part.getFileName()));
            }
        }
        return read(copy.resolve(file.getFileName()), DataFiles.masterKeys(data));
    }

    private static long number(Database database, String query) {
        return database.read(
                handle -> handle.createQuery(query).mapTo(Long.class).one());
    }
}
