package eu.rempart.server.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Where a configuration comes from. The later wins: defaults, file, `.env`, environment, command
/// line.
///
/// @param directory the working directory: `rempart.yaml` and `.env` are looked for here, and
/// relative paths start here
/// @param file the file that was named on the command line, which must exist; empty:
/// `rempart.yaml`, which may be absent
/// @param environment the process's environment variables
/// @param options values given on the command line, by key
public record Sources(
        Path directory, Optional<Path> file, Map<String, String> environment, Map<String, Option> options) {

    /// A value from the command line.
    ///
    /// @param name the option as it was typed, as in `--port`
    /// @param value its value, in the syntax of the configuration file
    public record Option(String name, String value) {}

    public Sources {
        Objects.requireNonNull(file, "file");
        directory = directory.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
        options = Map.copyOf(options);
    }

    public static Sources of(Path directory, Map<String, String> environment) {
        return new Sources(directory, Optional.empty(), environment, Map.of());
    }

    public Sources withFile(Path named) {
        return new Sources(directory, Optional.of(named), environment, options);
    }

    /// The same sources with one more option.
    ///
    /// @param key a key such as `server.port`
    public Sources withOption(String key, String name, String value) {
        Map<String, Option> more = new LinkedHashMap<>(options);
        more.put(key, new Option(name, value));
        return new Sources(directory, file, environment, more);
    }
}
