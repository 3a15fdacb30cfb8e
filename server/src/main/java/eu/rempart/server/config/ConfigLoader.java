package eu.rempart.server.config;

import eu.rempart.server.config.Binder.Given;
import eu.rempart.server.config.Schema.Group;
import eu.rempart.server.config.YamlNode.Mapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

        Mapping tree = new PriceLists(PriceLists.builtIn(), given, sources.directory(), errors::add).under(file);
        Binder binder = new Binder(given, sources.directory(), errors::add);
        RempartConfig config = binder.bind(RempartConfig.class, Optional.of(tree));
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
}
