package eu.rempart.server.config;

import eu.rempart.server.config.Binder.Given;
import eu.rempart.server.config.Schema.Group;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the values that variables give: `REMPART_…`, the SDKs' usual names, each also as `…_FILE`.
///
/// The environment wins over `.env` as a whole, and in each of them `REMPART_…` over the SDK's
/// name. An empty variable counts as not set, as `docker compose` and systemd pass what an operator
/// left out.
final class VariableReader {
    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final String FILE = "_FILE";

    /// Variables that are not keys: read by the launcher and the browser tests, or injected by
    /// Kubernetes for a service named `rempart`.
    private static final Pattern NOT_OURS = Pattern.compile("REMPART_CHROMIUM|REMPART_LAUNCHER_[A-Z_]{1,40}"
            + "|REMPART_SERVICE_(HOST|PORT|PORT_[A-Z0-9_]{1,80})"
            + "|REMPART_PORT_[0-9]{1,5}_(TCP|UDP)(_(PROTO|PORT|ADDR))?");

    private final Path directory;
    private final Consumer<ConfigError> errors;
    private final List<Layer> layers = new ArrayList<>();

    private record Layer(Map<String, Located> values) {}

    private record Located(String text, String where) {}

    VariableReader(
            Path directory,
            Map<String, String> environment,
            Map<String, DotEnv.Value> dotEnv,
            Consumer<ConfigError> errors) {
        this.directory = directory;
        this.errors = errors;
        Map<String, Located> real = new LinkedHashMap<>();
        environment.forEach((name, text) -> real.put(name, new Located(text, name)));
        Map<String, Located> file = new LinkedHashMap<>();
        dotEnv.forEach((name, value) -> file.put(name, new Located(value.text(), ".env:" + value.line())));
        layers.add(new Layer(real));
        layers.add(new Layer(file));
    }

    /// The values by key.
    Map<String, Given> read(Group schema) {
        Map<String, Given> given = new LinkedHashMap<>();
        Set<String> known = new LinkedHashSet<>();
        Schema.forEachLeaf(schema, "", (path, leaf) -> {
            List<String> names = new ArrayList<>(List.of(Schema.variable(path)));
            leaf.variable().map(Variable::value).ifPresent(names::add);
            known.addAll(names);
            Given value = find(path, names);
            if (value != null) {
                given.put(path, value);
            }
        });
        layers.forEach(layer -> reportUnknown(layer, known));
        return given;
    }

    private @Nullable Given find(String path, List<String> names) {
        for (Layer layer : layers) {
            for (String name : names) {
                Located direct = set(layer, name);
                Located file = set(layer, name + FILE);
                if (direct != null && file != null) {
                    report(
                            direct.where(),
                            path,
                            "is given by " + name + " and by " + name + FILE,
                            "Set one of the two.");
                    return null;
                }
                if (direct != null) {
                    return new Given(direct.text(), direct.where());
                }
                if (file != null) {
                    return content(path, name + FILE, file)
                            .map(text -> new Given(text, file.where()))
                            .orElse(null);
                }
            }
        }
        return null;
    }

    private static @Nullable Located set(Layer layer, String name) {
        Located value = layer.values().get(name);
        return value == null || value.text().isEmpty() ? null : value;
    }

    private Optional<String> content(String path, String name, Located file) {
        Path named;
        try {
            named = directory.resolve(file.text());
        } catch (InvalidPathException e) {
            return unreadable(path, name, file, "is no path");
        }
        return switch (FileText.read(named, MAX_FILE_BYTES)) {
            case FileText.Unreadable(String problem) -> unreadable(path, name, file, problem);
            case FileText.Read read -> {
                byte[] bytes = read.bytes();
                if (bytes.length > MAX_FILE_BYTES) {
                    yield unreadable(path, name, file, "is larger than 64 KiB");
                }
                try {
                    String text = StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
                    String trimmed = withoutLineEnd(text);
                    yield trimmed.isEmpty() ? unreadable(path, name, file, "is empty") : Optional.of(trimmed);
                } catch (CharacterCodingException e) {
                    yield unreadable(path, name, file, "is not UTF-8 text");
                }
            }
        };
    }

    private Optional<String> unreadable(String path, String name, Located file, String problem) {
        report(
                file.where(),
                path,
                "the file named by " + name + " " + problem,
                "Name a readable file that holds the value and nothing else, or unset " + name + ".");
        return Optional.empty();
    }

    private static String withoutLineEnd(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private void reportUnknown(Layer layer, Set<String> known) {
        layer.values().forEach((name, value) -> {
            String base = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
            if (name.startsWith("REMPART_")
                    && !known.contains(base)
                    && !NOT_OURS.matcher(name).matches()
                    && !(name.equals("REMPART_PORT") && value.text().startsWith("tcp://"))) {
                report(
                        value.where(),
                        Shown.plain(name),
                        "is not a known variable",
                        Nearest.to(base, known)
                                .map(near -> "Did you mean " + near + "?")
                                .orElse("See docs/reference/configuration.md for the variables that exist."));
            }
        });
    }

    private void report(String where, String key, String problem, String remedy) {
        errors.accept(new ConfigError(where, key, problem, remedy));
    }
}
