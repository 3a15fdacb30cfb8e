package eu.rempart.server.store;

import java.nio.file.Path;

/// What lies where in a data directory.
public final class DataFiles {

    private DataFiles() {}

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
