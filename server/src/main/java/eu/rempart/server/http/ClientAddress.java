package eu.rempart.server.http;

import eu.rempart.core.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Who is connected, as limits count: an IPv4 address, or the /64 that an IPv6 customer has to himself. Thread-safe.
///
/// `X-Forwarded-For` is believed only as far as it was written by proxies that the operator trusts: it is read from
/// the right, and the first address that is not a trusted proxy's is the client.
final class ClientAddress {

    private static final int MAX_HOPS = 20;

    private final List<AddressRange> trustedProxies;

    ClientAddress(List<AddressRange> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    String of(HttpServletRequest request) {
        return holder(client(request));
    }

    /// Whether the request reached us, or the trusted proxy before us, over TLS.
    boolean secure(HttpServletRequest request) {
        return request.isSecure()
                || (trusted(peer(request)) && "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
    }

    /// Who is connected: the peer, or whom trusted proxies name.
    InetAddress client(HttpServletRequest request) {
        InetAddress address = peer(request);
        if (!trusted(address)) {
            return address;
        }
        // A proxy may add a line of its own below the client's: all of them count, in their order.
        String[] hops = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")))
                .split(",", -1);
        int last = Math.max(0, hops.length - MAX_HOPS);
        for (int i = hops.length - 1; i >= last && trusted(address); i--) {
            Optional<InetAddress> hop = literal(hops[i].strip());
            if (hop.isEmpty()) {
                break;
            }
            address = hop.get();
        }
        return address;
    }

    private boolean trusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    private static InetAddress peer(HttpServletRequest request) {
        return literal(request.getRemoteAddr()).orElseGet(InetAddress::getLoopbackAddress);
    }

    /// Never asks a name server.
    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String holder(InetAddress address) {
        if (address instanceof Inet6Address) {
            byte[] network = Arrays.copyOf(address.getAddress(), 8);
            return "v6:" + HexFormat.of().formatHex(network);
        }
        return address.getHostAddress();
    }
}
