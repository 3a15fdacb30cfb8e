package eu.rempart.server;

import eu.rempart.server.cli.RempartCommand;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// The program behind `./rempart`.
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Logging is configured by logback.xml alone; Spring would read it a second time.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
        System.exit(RempartCommand.run(arguments));
    }
}
