package eu.rempart.server;

import eu.rempart.server.cli.RempartCommand;

/// The program behind `./rempart`.
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Logging is configured by logback.xml alone; Spring would read it a second time.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.exit(RempartCommand.run(arguments));
    }
}
