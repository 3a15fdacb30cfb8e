package eu.rempart.server.config;

import eu.rempart.server.config.Binder.Given;
import eu.rempart.server.config.YamlNode.Entry;
import eu.rempart.server.config.YamlNode.Mapping;
import eu.rempart.server.config.YamlNode.Position;
import eu.rempart.server.config.YamlNode.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts a price list under the operator's own prices: the one that `prices.list` names, or the built-in one. Both are
/// held against a checksum: money is not counted with a list that was damaged or changed unseen.
final class PriceLists {
    static final String LIST = "prices.list";
    static final String SHA256 = "prices.sha256";

    private static final String RESOURCE = "prices.yaml";
    /// As errors name it: an operator's own list may have the same file name.
    private static final String BUILT_IN = "built-in " + RESOURCE;

    private final byte[] builtIn;
    private final Map<String, Given> given;
    private final Path directory;
    private final Consumer<ConfigError> errors;

    /// @param builtIn the content of the built-in list
    /// @param given values by key that win over the file
    /// @param directory where relative paths start
    PriceLists(byte[] builtIn, Map<String, Given> given, Path directory, Consumer<ConfigError> errors) {
        this.builtIn = builtIn.clone();
        this.given = given;
        this.directory = directory;
        this.errors = errors;
    }

    static byte[] builtIn() {
        return resource(RESOURCE);
    }

    /// The file's tree with the list under it: the operator's exchange rate and models win, each as a whole.
    Mapping under(Optional<Mapping> file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        file.ifPresent(mapping -> entries.putAll(mapping.entries()));
        Entry own = entries.get("prices");
        if (own == null || (own.value() instanceof Scalar scalar && scalar.isNull())) {
            Mapping list = list(Map.of());
            entries.put("prices", new Entry(file.map(Mapping::at).orElse(list.at()), list));
        } else if (own.value() instanceof Mapping mapping) {
            entries.put("prices", new Entry(own.at(), merged(list(mapping.entries()), mapping)));
        }
        return new Mapping(file.map(Mapping::at).orElse(new Position(BUILT_IN, 1)), entries);
    }

    private static Mapping merged(Mapping list, Mapping own) {
        Map<String, Entry> entries = new LinkedHashMap<>(list.entries());
        own.entries().forEach((name, entry) -> {
            Entry under = entries.get(name);
            if (name.equals("models")
                    && under != null
                    && under.value() instanceof Mapping all
                    && entry.value() instanceof Mapping some) {
                Map<String, Entry> models = new LinkedHashMap<>(all.entries());
                models.putAll(some.entries());
                entries.put(name, new Entry(entry.at(), new Mapping(some.at(), models)));
            } else if (under == null || !(entry.value() instanceof Scalar scalar && scalar.isNull())) {
                entries.put(name, entry);
            }
        });
        return new Mapping(own.at(), entries);
    }

    private Mapping list(Map<String, Entry> own) {
        Optional<Given> path = value(LIST, own.get("list"));
        Optional<Given> checksum = value(SHA256, own.get("sha256"));
        return path.flatMap(named -> content(named).flatMap(content -> read(named.text(), content, checksum)))
                // In place of a list that cannot be read, too: everything else is checked then all the same.
                .or(() -> builtIn(path.isEmpty() ? checksum : Optional.empty()))
                .orElseGet(() -> new Mapping(new Position(BUILT_IN, 1), Map.of()));
    }

    private Optional<Mapping> builtIn(Optional<Given> checksum) {
        if (!checksums().startsWith(sha256(builtIn) + " ")) {
            errors.accept(new ConfigError(
                    BUILT_IN,
                    "",
                    "does not have the checksum of prices.yaml.sha256",
                    "Install again, or name a list of your own by prices.list."
                            + " Who changed it on purpose writes the checksum anew with sha256sum."));
        }
        return read(BUILT_IN, builtIn, checksum);
    }

    private Optional<Given> value(String key, @Nullable Entry entry) {
        Given override = given.get(key);
        if (override != null) {
            return Optional.of(override);
        }
        return entry != null && entry.value() instanceof Scalar scalar && !scalar.isNull()
                ? Optional.of(new Given(scalar.text(), scalar.at().toString()))
                : Optional.empty();
    }

    private Optional<byte[]> content(Given named) {
        Path file;
        try {
            file = directory.resolve(named.text());
        } catch (InvalidPathException e) {
            // The binder says so.
            return Optional.empty();
        }
        return switch (FileText.read(file, YamlReader.MAX_BYTES)) {
            case FileText.Read read -> Optional.of(read.bytes());
            case FileText.Unreadable(String problem) -> {
                errors.accept(new ConfigError(
                        named.where(),
                        LIST,
                        Shown.value(named.text()) + " " + problem,
                        "Name a readable file, or remove the key to use the built-in list."));
                yield Optional.empty();
            }
        };
    }

    private Optional<Mapping> read(String name, byte[] content, Optional<Given> checksum) {
        String actual = sha256(content);
        // What is no checksum at all the binder reports.
        checksum.filter(expected -> TextShape.SHA256.matches(expected.text()))
                .filter(expected -> !expected.text().equalsIgnoreCase(actual))
                .ifPresent(expected -> errors.accept(new ConfigError(
                        expected.where(),
                        SHA256,
                        "is not the checksum of " + Shown.plain(name) + ", which has " + actual,
                        "Restore the list that was checked, or, if it was changed on purpose, give this checksum.")));
        List<ConfigError> wrong = new ArrayList<>();
        Optional<Mapping> list = YamlReader.read(name, content, wrong::add);
        if (list.isEmpty() && wrong.isEmpty()) {
            wrong.add(new ConfigError(name, "", "is empty", "Give it an exchange-rate and models."));
        }
        wrong.forEach(errors);
        return list.map(this::withoutKeysOfTheConfiguration);
    }

    private Mapping withoutKeysOfTheConfiguration(Mapping list) {
        Map<String, Entry> entries = new LinkedHashMap<>(list.entries());
        for (String key : List.of("list", "sha256")) {
            Entry entry = entries.remove(key);
            if (entry != null) {
                errors.accept(new ConfigError(
                        entry.at().toString(), "prices." + key, "stands in a price list", "Move it to rempart.yaml."));
            }
        }
        return new Mapping(list.at(), entries);
    }

    /// In the form of `sha256sum`.
    private static String checksums() {
        return new String(resource(RESOURCE + ".sha256"), StandardCharsets.US_ASCII);
    }

    private static byte[] resource(String name) {
        try (InputStream in = PriceLists.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
