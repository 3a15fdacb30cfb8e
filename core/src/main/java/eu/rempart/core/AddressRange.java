package eu.rempart.core;

import java.net.InetAddress;
import java.util.Objects;
import java.util.regex.Pattern;

/// A range of IP addresses in CIDR notation (RFC 4632, RFC 4291); a single address is a range of
/// one.
///
/// @param network an address of the range
/// @param prefixLength number of leading bits that all addresses share: 0 to 32 for IPv4, 0 to 128
/// for IPv6
public record AddressRange(InetAddress network, int prefixLength) {
    private static final Pattern FOUR_NUMBERS = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");

    public AddressRange {
        Objects.requireNonNull(network, "network");
        int bits = network.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length out of 0.." + bits + ": " + prefixLength);
        }
    }

    /// Reads `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`. Never asks a name server.
    ///
    /// @throws IllegalArgumentException if the text is no address or range
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (address.indexOf(':') < 0 && !FOUR_NUMBERS.matcher(address).matches()) {
            // 10.0.0 would be read as 10.0.0.0, which nobody means who writes it.
            throw new IllegalArgumentException("not a full address: " + address);
        }
        InetAddress network = InetAddress.ofLiteral(address);
        if (slash < 0) {
            return new AddressRange(network, network.getAddress().length * 8);
        }
        return new AddressRange(network, Integer.parseInt(text.substring(slash + 1)));
    }

    /// Whether the address is in the range. An IPv4 address is never in an IPv6 range, nor the other
    /// way round.
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >>> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
