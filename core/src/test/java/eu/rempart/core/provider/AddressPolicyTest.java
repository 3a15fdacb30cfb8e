package eu.rempart.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses are written as such everywhere: no name is looked up.
class AddressPolicyTest {

    private final AddressPolicy policy = new AddressPolicy();

    private void assertNotPublic(String host) {
        assertThatThrownBy(() -> policy.resolve(host))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("not public")
                .hasMessageNotContaining(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "127.0.0.1", "2606:4700:4700::1111", "[::1]", "no-such-provider.example"})
    void aHostThatIsNotListedIsRefusedBeforeItIsLookedUp(String host) {
        policy.allow("1.1.1.1", true);
        assertThatThrownBy(() -> policy.resolve(host))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("not on the list")
                .hasMessageNotContaining(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001:80f::200a",
                "2001:4860:4860::8888",
                "[2001:4860:4860::8888]"
            })
    void aPublicAddressIsAccepted(String host) throws UnknownHostException {
        policy.allow(host, false);
        assertThat(policy.resolve(host)).containsExactly(InetAddress.getByName(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // This host, this network.
                "0.0.0.0",
                "0.1.2.3",
                "::",
                // Loopback, in more than one spelling.
                "127.0.0.1",
                "127.255.255.254",
                "127.1",
                "2130706433",
                "::1",
                "[::1]",
                // Private.
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "192.168.255.255",
                // Link-local, and the metadata services of clouds.
                "169.254.0.1",
                "169.254.169.254",
                "169.254.170.2",
                "fe80::1",
                "febf::1",
                "fd00:ec2::254",
                // The metadata service of Alibaba, within what carriers share.
                "100.100.100.200",
                "100.64.0.0",
                "100.127.255.255",
                // Protocol assignments, benchmarks, multicast, reserved.
                "192.0.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "ff02::1",
                // Unique local, and the site-local ones of before.
                "fc00::1",
                "fdff:ffff::1",
                "fec0::1"
            })
    void anAddressThatIsNotPublicIsRefused(String host) {
        policy.allow(host, false);
        assertNotPublic(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // IPv4-mapped.
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:a9fe:a9fe",
                "[::ffff:192.168.0.1]",
                // IPv4-compatible.
                "::127.0.0.1",
                "::a00:1",
                // NAT64, well known and local.
                "64:ff9b::127.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::10.0.0.1",
                // 6to4.
                "2002:7f00:1::1",
                "2002:c0a8:1::1",
                // Teredo.
                "2001:0:4136:e378:8000:63bf:3fff:fdd2"
            })
    void anAddressThatCarriesAnotherOneIsRefused(String host) {
        policy.allow(host, false);
        assertNotPublic(host);
    }

    @Test
    void aPublicAddressMappedIntoIPv6IsStillPublic() throws UnknownHostException {
        policy.allow("::ffff:8.8.8.8", false);
        assertThat(policy.resolve("::ffff:8.8.8.8")).containsExactly(InetAddress.getByName("8.8.8.8"));
    }

    /// RFC 2765: addresses that a translator turns into IPv4, another way of carrying one.
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1", "::ffff:0:a9fe:a9fe"})
    void anAddressThatATranslatorTurnsIntoIPv4IsRefused(String host) {
        policy.allow(host, false);
        assertNotPublic(host);
    }

    /// The registries of special-purpose addresses: for documentation, to be discarded, the relay of 6to4.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "198.51.100.1",
                "203.0.113.1",
                "192.88.99.1",
                "2001:db8::1",
                "3fff::1",
                "100::1",
                "5f00::1",
                "4000::1"
            })
    void anAddressThatIsReservedIsRefused(String host) {
        policy.allow(host, false);
        assertNotPublic(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "::1",
                "[::1]",
                "fd00::1",
                "64:ff9b::7f00:1",
                "8.8.8.8"
            })
    void withPermissionEveryAddressIsAccepted(String host) throws UnknownHostException {
        policy.allow(host, true);
        assertThat(policy.resolve(host)).containsExactly(InetAddress.getByName(host));
    }

    @Test
    void thePermissionOfOneHostIsNotThatOfAnother() {
        policy.allow("127.0.0.1", true);
        policy.allow("127.0.0.2", false);
        assertNotPublic("127.0.0.2");
    }

    @Test
    void aPermissionStaysWhoeverElseNamesTheHost() throws UnknownHostException {
        policy.allow("10.0.0.1", true);
        policy.allow("10.0.0.1", false);
        assertThat(policy.resolve("10.0.0.1")).hasSize(1);
        policy.allow("10.0.0.2", false);
        policy.allow("10.0.0.2", true);
        assertThat(policy.resolve("10.0.0.2")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"[::1], ::1", "::1, [::1]", "FD00::A, fd00::a", "fd00::a, FD00::A", "[FD00::A], fd00::a"})
    void bracketsAndCapitalsMakeNoOtherHost(String allowed, String asked) throws UnknownHostException {
        policy.allow(allowed, true);
        assertThat(policy.resolve(asked)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, false, true, false",
        "LOCALHOST, false, true, false",
        "127.0.0.1, true, true, false",
        "127.9.9.9, true, true, false",
        "127.1, true, true, false",
        "::1, true, true, false",
        "[::1], true, true, false",
        "[::ffff:127.0.0.1], true, true, false",
        "8.8.8.8, true, false, false",
        "169.254.169.254, true, false, true",
        "2852039166, true, false, true",
        "10.1.2.3, true, false, true",
        "192.168.0.1, true, false, true",
        "100.100.100.200, true, false, true",
        "0.0.0.0, true, false, true",
        "[fd00:ec2::254], true, false, true",
        "[::ffff:a9fe:a9fe], true, false, true",
        "api.example, false, false, false",
        "localhost.example, false, false, false",
        "10.example, false, false, false"
    })
    void whatIsWrittenSaysWhereItLeads(String host, boolean written, boolean thisMachine, boolean inside) {
        assertThat(AddressPolicy.isWritten(host)).isEqualTo(written);
        assertThat(AddressPolicy.isThisMachine(host)).isEqualTo(thisMachine);
        assertThat(AddressPolicy.isInside(host)).isEqualTo(inside);
    }

    @Test
    void aHostKeepsItsName() {
        assertThat(policy.resolveCanonicalHostname("api.example")).isEqualTo("api.example");
    }
}
