package eu.rempart.core.chat;

import eu.rempart.core.identity.Credential;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A request as it came in: nothing about it is proved.
///
/// @param requestId made by us
/// @param clientAddress who is connected, as limits see it: an IPv4 address or an IPv6 /64
/// @param sink where the answer goes; untouched if the request is refused
public record Received(String requestId, Credential credential, String clientAddress, Body body, AnswerSink sink) {

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
