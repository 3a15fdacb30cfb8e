package eu.rempart.server.store;

import eu.rempart.core.crypto.KeyFileException;
import eu.rempart.core.crypto.MasterKeys;
import java.nio.file.Files;
import java.nio.file.Path;

/// What lies where in a data directory.
public final class DataFiles {

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
}
