package eu.rempart.server.config;

import eu.rempart.server.config.Binder.Given;
import eu.rempart.server.config.Schema.Group;
import eu.rempart.server.config.YamlNode.Entry;
import eu.rempart.server.config.YamlNode.Mapping;
import eu.rempart.server.config.YamlNode.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads and checks the configuration. Reads files; starts, writes and connects to nothing.
/// Stateless.
public final class ConfigLoader {
    static final String DEFAULT_FILE = "rempart.yaml";
    private static final String DOT_ENV = ".env";

    private ConfigLoader() {}

    /// The configuration, or every error in it at once.
    ///
    /// @throws IllegalArgumentException if an option of `sources` names no key (a fault of the
    /// caller, not of the operator)
    public static ConfigResult load(Sources sources) {
        // An alias can bring the same mistake twice from one line.
        LinkedHashSet<ConfigError> errors = new LinkedHashSet<>();
        Group schema = Schema.of(RempartConfig.class);
        Optional<Mapping> file = file(sources, errors::add);
        Map<String, DotEnv.Value> dotEnv = dotEnv(sources, errors::add);
        Map<String, Given> given =
                new VariableReader(sources.directory(), sources.environment(), dotEnv, errors::add).read(schema);
        options(sources, schema).forEach(given::put);

        Binder binder = new Binder(given, sources.directory(), errors::add);
        RempartConfig config = binder.bind(RempartConfig.class, Optional.of(withBuiltInPrices(file)));
        new ConfigChecks(binder.origins(), binder.failed(), errors::add).check(config);
        return errors.isEmpty() ? new ConfigResult.Loaded(config) : new ConfigResult.Rejected(new ArrayList<>(errors));
    }

    private static Optional<Mapping> file(Sources sources, Consumer<ConfigError> errors) {
        Path path = sources.directory().resolve(sources.file().orElse(Path.of(DEFAULT_FILE)));
        if (sources.file().isEmpty() && Files.notExists(path)) {
            return Optional.empty();
        }
        String name = sources.file().orElse(Path.of(DEFAULT_FILE)).toString();
        return switch (FileText.read(path, YamlReader.MAX_BYTES)) {
            case FileText.Read read -> YamlReader.read(name, read.bytes(), errors);
            case FileText.Unreadable(String problem) -> {
                errors.accept(new ConfigError(name, "", problem, "Name a readable file after --config."));
                yield Optional.empty();
            }
        };
    }

    private static Map<String, DotEnv.Value> dotEnv(Sources sources, Consumer<ConfigError> errors) {
        Path path = sources.directory().resolve(DOT_ENV);
        if (Files.notExists(path)) {
            return Map.of();
        }
        return switch (FileText.read(path, DotEnv.MAX_BYTES)) {
            case FileText.Read read -> DotEnv.read(DOT_ENV, read.bytes(), errors);
            case FileText.Unreadable(String problem) -> {
                errors.accept(new ConfigError(DOT_ENV, "", problem, "Make it readable for this user, or remove it."));
                yield Map.of();
            }
        };
    }

    private static Map<String, Given> options(Sources sources, Group schema) {
        Map<String, Given> given = new LinkedHashMap<>();
        List<String> known = new ArrayList<>();
        Schema.forEachLeaf(schema, "", (path, _) -> known.add(path));
        sources.options().forEach((path, option) -> {
            if (!known.contains(path)) {
                throw new IllegalArgumentException("no such key: " + path);
            }
            given.put(path, new Given(option.value(), option.name()));
        });
        return given;
    }

    /// The file's tree with the built-in prices under it: the operator's exchange rate and models
    /// win, each as a whole.
    private static Mapping withBuiltInPrices(Optional<Mapping> file) {
        Mapping builtIn = builtInPrices();
        Map<String, Entry> entries = new LinkedHashMap<>();
        file.ifPresent(mapping -> entries.putAll(mapping.entries()));
        Entry own = entries.get("prices");
        Position at = file.map(Mapping::at).orElse(builtIn.at());
        if (own == null || (own.value() instanceof YamlNode.Scalar scalar && scalar.isNull())) {
            entries.put("prices", new Entry(at, builtIn));
        } else if (own.value() instanceof Mapping mapping) {
            entries.put("prices", new Entry(own.at(), merged(builtIn, mapping)));
        }
        return new Mapping(at, entries);
    }

    private static Mapping merged(Mapping builtIn, Mapping own) {
        Map<String, Entry> entries = new LinkedHashMap<>(builtIn.entries());
        own.entries().forEach((name, entry) -> {
            Entry under = entries.get(name);
            if (name.equals("models")
                    && under != null
                    && under.value() instanceof Mapping all
                    && entry.value() instanceof Mapping some) {
                Map<String, Entry> models = new LinkedHashMap<>(all.entries());
                models.putAll(some.entries());
                entries.put(name, new Entry(entry.at(), new Mapping(some.at(), models)));
            } else if (!(entry.value() instanceof YamlNode.Scalar scalar && scalar.isNull())) {
                entries.put(name, entry);
            }
        });
        return new Mapping(own.at(), entries);
    }

    private static Mapping builtInPrices() {
        try (InputStream in = ConfigLoader.class.getResourceAsStream("prices.yaml")) {
            byte[] content = Objects.requireNonNull(in, "prices.yaml").readAllBytes();
            PriceChecksum.check(content);
            return YamlReader.read("prices.yaml", content, error -> {
                        throw new IllegalStateException(error.toString());
                    })
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
