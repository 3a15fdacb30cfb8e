package eu.rempart.core.pipeline;

import eu.rempart.core.identity.Credential;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A request as it came in: nothing about it is proved.
///
/// @param requestId made by us
/// @param <S> where answers of this kind go
/// @param address of the client
/// @param clientAddress who is connected, as limits see it: an IPv4 address or an IPv6 /64
/// @param sink where the answer goes; untouched if the request is refused
public record Received<S>(
        String requestId, Credential credential, InetAddress address, String clientAddress, Body body, S sink) {

    /// The body, not read yet: nobody's bytes are taken in before they are admitted.
    @FunctionalInterface
    public interface Body {

        /// Reads it whole.
        ///
        /// @return null if it is larger than allowed
        /// @throws IOException if the client left or was too slow
        byte @Nullable [] read() throws IOException;
    }
}
