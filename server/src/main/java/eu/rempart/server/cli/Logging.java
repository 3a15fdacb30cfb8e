package eu.rempart.server.cli;

import ch.qos.logback.classic.Level;
import eu.rempart.server.config.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How loud the log is. What it looks like is in `logback.xml`: one JSON object a line, on standard error.
final class Logging {

    private Logging() {}

    static void configure(LogLevel level) {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.valueOf(level.name()));
        }
    }
}
