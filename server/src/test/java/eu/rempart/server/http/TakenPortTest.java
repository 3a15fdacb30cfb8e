package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import eu.rempart.server.Service;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.Sources;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TakenPortTest {

    @TempDir
    private Path folder;

    @Test
    void nobodyButTheCommandSaysThatAPortIsTaken() throws Exception {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(said);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(folder.resolve("rempart.yaml"), """
                    server: {host: 127.0.0.1, port: %d}
                    ops: {port: 0}
                    """.formatted(taken.getLocalPort()));
            ConfigResult loaded = ConfigLoader.load(Sources.of(folder, Map.of()));
            assertThat(loaded).isInstanceOf(ConfigResult.Loaded.class);
            assertThatThrownBy(() -> Service.start(((ConfigResult.Loaded) loaded).config(), Clock.systemUTC()))
                    .isNotNull();
        } finally {
            root.detachAppender(said);
        }
        assertThat(said.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getLoggerName)
                .isEmpty();
    }
}
