package eu.rempart.server.config;

import java.util.List;

/// What loading comes to: a configuration, or everything that is wrong with it.
public sealed interface ConfigResult {
    record Loaded(RempartConfig config) implements ConfigResult {}

    /// Everything that is wrong.
    ///
    /// @param errors at least one
    record Rejected(List<ConfigError> errors) implements ConfigResult {
        public Rejected {
            errors = List.copyOf(errors);
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("rejected without a reason");
            }
        }
    }
}
