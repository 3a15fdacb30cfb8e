package eu.rempart.server.store;

import eu.rempart.core.crypto.KeyFileException;
import eu.rempart.core.crypto.MasterKeys;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/// What lies where in a data directory.
public final class DataFiles {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private DataFiles() {}

    /// Opens the keys of a data directory, and makes them where there is no database yet: a database without its keys
    /// is not given new ones, which could read nothing in it.
    ///
    /// @throws KeyFileException if they are missing, damaged, cannot be read, or others may read them
    public static MasterKeys openKeys(Path data) {
        Path keys = masterKeys(data);
        return Files.exists(database(data)) ? MasterKeys.openExisting(keys) : MasterKeys.open(keys);
    }

    public static Path database(Path data) {
        return data.resolve("rempart.db");
    }

    /// The keys above all others: without this file the database cannot be read.
    public static Path masterKeys(Path data) {
        return data.resolve("keys").resolve("master.json");
    }

    /// The key that signs access tokens.
    public static Path signingKey(Path data) {
        return data.resolve("keys").resolve("signing.jwk");
    }

    /// For what is created and nobody else may open; nothing where files have no such permissions.
    ///
    /// @param permissions as `ls` writes them: `rwx------`
    static FileAttribute<?>[] permissions(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /// Closes a data directory and the lock in it to others, where all in it is ours: earlier versions left them open.
    /// A directory that holds more is somebody else's to decide about.
    static void closeToOthers(Path data, Path lock) throws IOException {
        if (!POSIX || !Files.getOwner(data).equals(Files.getOwner(lock))) {
            return;
        }
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-------"));
        try (Stream<Path> all = Files.list(data)) {
            if (all.map(file -> String.valueOf(file.getFileName()))
                    .allMatch(name -> name.startsWith("rempart.") || name.equals("keys"))) {
                Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }
}
