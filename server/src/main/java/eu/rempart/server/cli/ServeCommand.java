package eu.rempart.server.cli;

import eu.rempart.server.Service;
import eu.rempart.server.config.ConfigCommand;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.RempartConfig;
import eu.rempart.server.config.Sources;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Starts the service and keeps it running until it is told to stop.
@Command(name = "serve", description = "Start the service.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; default ./rempart.yaml if it is there.")
    @Nullable
    Path config;

    @Option(names = "--port", paramLabel = "N", description = "Port for people and applications; default 8080.")
    @Nullable
    String port;

    @Option(names = "--ops-port", paramLabel = "N", description = "Port for operators, on loopback; default 9090.")
    @Nullable
    String opsPort;

    @Option(names = "--data", paramLabel = "DIR", description = "Where data is kept; default ./data.")
    @Nullable
    String data;

    private final PrintStream out;
    private final PrintStream err;

    ServeCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        return switch (ConfigLoader.load(sources())) {
            case ConfigResult.Rejected(var errors) -> {
                ConfigCommand.print(errors, err);
                yield 1;
            }
            case ConfigResult.Loaded(var loaded) -> serve(loaded);
        };
    }

    private int serve(RempartConfig loaded) throws InterruptedException {
        Logging.configure(loaded.logging().level());
        Service service;
        try {
            service = Service.start(loaded, Clock.systemUTC());
        } catch (Exception e) {
            LoggerFactory.getLogger(ServeCommand.class).atDebug().setCause(e).log("the start failed");
            err.println("rempart: cannot start: " + StartFailure.explain(e, loaded));
            return 1;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            try {
                service.close();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(ServeCommand.class).atWarn().setCause(e).log("the stop was not clean");
            } finally {
                stopped.countDown();
            }
        }));
        announce(service, loaded);
        stopped.await();
        return 0;
    }

    private void announce(Service service, RempartConfig loaded) {
        out.println("Rempart is running");
        out.println("  chat       http://localhost:" + service.port());
        out.println("  operators  http://" + loaded.ops().host() + ":" + service.opsPort() + "/metrics");
        String answering = service.rempart().providers().providers().stream()
                .filter(provider -> !provider.prepared())
                .map(provider -> provider.id() + " (" + provider.model() + ")")
                .collect(Collectors.joining(", "));
        Set<String> declared = new TreeSet<>(loaded.gateway().providers().keySet());
        String none = declared.isEmpty() ? "no provider is configured" : "no provider has a key under providers";
        out.println("  answers    " + (answering.isEmpty() ? "from the local knowledge: " + none : answering));
        if (!declared.isEmpty()) {
            out.println("  gateway    " + String.join(", ", declared));
        }
        service.firstPassword().ifPresent(password -> {
            out.println();
            out.println("  First start: sign in as \"admin\" with this password, shown only once, and change it:");
            out.println("  " + password.value());
        });
        out.flush();
    }

    private Sources sources() {
        Sources sources = Sources.of(Path.of(""), System.getenv());
        if (config != null) {
            sources = sources.withFile(config);
        }
        if (port != null) {
            sources = sources.withOption("server.port", "--port", port);
        }
        if (opsPort != null) {
            sources = sources.withOption("ops.port", "--ops-port", opsPort);
        }
        if (data != null) {
            sources = sources.withOption("data-directory", "--data", data);
        }
        return sources;
    }
}
