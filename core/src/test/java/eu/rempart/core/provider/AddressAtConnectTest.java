package eu.rempart.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpServer;
import eu.rempart.core.provider.ProviderException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A name that leads outside when it is looked at, and inside when it is called: each connection is made to an address
/// that was checked for this connection.
class AddressAtConnectTest {

    private static final String HOST = "rebinds.example";
    private static final UpstreamLimits LIMITS = new UpstreamLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 1 << 20);

    private final Names names = new Names("8.8.8.8", "127.0.0.1");
    private final AddressPolicy policy = new AddressPolicy(names);
    private final AtomicInteger received = new AtomicInteger();
    private final HttpServer inside = server();

    /// Gives one address for each time that it is asked.
    private static final class Names implements DnsResolver {
        private final Deque<String> addresses;

        private Names(String... addresses) {
            this.addresses = new ArrayDeque<>(List.of(addresses));
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[] {InetAddress.getByName(addresses.removeFirst())};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("no port", e);
        }
    }

    @BeforeEach
    void start() {
        inside.createContext("/", exchange -> {
            received.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        inside.start();
    }

    @AfterEach
    void stop() {
        inside.stop(0);
    }

    private void call(Kind failure) {
        URI uri = URI.create("http://" + HOST + ":" + inside.getAddress().getPort() + "/v1");
        try (UpstreamHttp http = new UpstreamHttp(LIMITS, policy)) {
            assertThatThrownBy(() -> http.post("p", uri, Map.of(), new byte[] {'{', '}'}, Set.of("application/json")))
                    .asInstanceOf(type(ProviderException.class))
                    .returns(failure, ProviderException::kind);
        }
    }

    @Test
    void aNameThatTurnsInsideIsNotConnectedTo() throws UnknownHostException {
        policy.allow(HOST, false);
        assertThat(policy.resolve(HOST)).containsExactly(InetAddress.getByName("8.8.8.8"));
        call(Kind.UNREACHABLE);
        assertThat(names.addresses).as("asked again for the connection").isEmpty();
        assertThat(received).hasValue(0);
    }

    @Test
    void withPermissionTheSameConnectionIsMade() throws UnknownHostException {
        policy.allow(HOST, true);
        assertThat(policy.resolve(HOST)).containsExactly(InetAddress.getByName("8.8.8.8"));
        call(Kind.SERVER_ERROR);
        assertThat(received).hasValue(1);
    }
}
