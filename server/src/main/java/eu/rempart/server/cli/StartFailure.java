package eu.rempart.server.cli;

import eu.rempart.server.config.RempartConfig;
import java.net.BindException;
import org.springframework.boot.web.server.PortInUseException;

/// What to tell an operator when the service does not start.
final class StartFailure {

    private StartFailure() {}

    static String explain(Throwable failure, RempartConfig config) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException taken) {
                return "port " + taken.getPort() + " is taken; choose another with --port";
            }
            if (cause instanceof BindException) {
                return "port " + config.server().port() + " or " + config.ops().port()
                        + " is taken, or its address is not this machine's; choose others with --port and --ops-port";
            }
        }
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !text.toString().contains(cause.getMessage())) {
                text.append(text.isEmpty() ? "" : ": ").append(cause.getMessage());
            }
        }
        return text.isEmpty() ? failure.getClass().getSimpleName() : text.toString();
    }
}
