package eu.rempart.core.knowledge;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the shipped pages lie: the tests run in the module's folder, or in the repository's.
final class ShippedPages {
    static final Path ROOT =
            Files.isDirectory(Path.of("../knowledge")) ? Path.of("../knowledge") : Path.of("knowledge");

    private ShippedPages() {}
}
