package eu.rempart.core.provider;

import eu.rempart.core.AddressRange;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/// Which hosts may be connected to, and at which addresses. Asked for every new connection, after the name was
/// resolved, so that a name which later points inside is refused as well. Thread-safe.
public final class AddressPolicy implements DnsResolver {

    /// The IANA special-purpose registries, as far as the methods of [InetAddress] do not know them.
    private static final List<AddressRange> RESERVED_IPV4 = ranges(
            "0.0.0.0/8",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4");

    private static final List<AddressRange> RESERVED_IPV6 =
            ranges("2001::/32", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final Map<String, Boolean> hosts = new ConcurrentHashMap<>();
    private final DnsResolver names;

    public AddressPolicy() {
        this(SystemDefaultDnsResolver.INSTANCE);
    }

    /// With another way to look names up.
    AddressPolicy(DnsResolver names) {
        this.names = names;
    }

    private static List<AddressRange> ranges(String... ranges) {
        return Arrays.stream(ranges).map(AddressRange::parse).toList();
    }

    /// Allows a host: at public addresses, or at any.
    ///
    /// @param anyAddress also at loopback, link-local, private and other addresses that are not public
    public void allow(String host, boolean anyAddress) {
        hosts.merge(name(host), anyAddress, Boolean::logicalOr);
    }

    /// Whether this is an address, not a name.
    public static boolean isWritten(String host) {
        return written(host).isPresent();
    }

    /// Whether this means this very machine: `localhost`, or an address of the loopback.
    public static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost")
                || written(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /// Whether this is written as an address that is neither public nor this very machine: a private one, or that of
    /// a cloud's metadata.
    public static boolean isInside(String host) {
        return !isThisMachine(host)
                && written(host).filter(address -> !isPublic(address)).isPresent();
    }

    private static Optional<InetAddress> written(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(name(host)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The host's addresses.
    ///
    /// @throws UnknownHostException if the host is not allowed or has no address that is
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        Boolean anyAddress = hosts.get(name(host));
        if (anyAddress == null) {
            throw new UnknownHostException("the host is not on the list of providers");
        }
        InetAddress[] addresses = names.resolve(host);
        if (!anyAddress) {
            for (InetAddress address : addresses) {
                if (!isPublic(address)) {
                    throw new UnknownHostException("the host resolves to an address that is not public");
                }
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static String name(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return bare.toLowerCase(Locale.ROOT);
    }

    /// Neither loopback, link-local (the metadata services of clouds too), private, shared (RFC 6598), unique local
    /// (RFC 4193), multicast nor reserved.
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> RESERVED_IPV4.stream().noneMatch(range -> range.contains(address));
            // Only what is given out as global unicast, without what carries or documents other addresses.
            case Inet6Address _ ->
                (bytes[0] & 0xe0) == 0x20 && RESERVED_IPV6.stream().noneMatch(range -> range.contains(address));
            default -> false;
        };
    }
}
