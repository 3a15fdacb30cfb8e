package eu.rempart.core.provider;

import java.io.IOException;

/// The messages of a stream, one after the other. One thread.
sealed interface Frames permits EventStreamReader, JsonLineReader {

    /// Waits for the next message.
    ///
    /// @return false at the end of the stream
    /// @throws UpstreamFault of kind `TOO_LARGE` if a message is larger than allowed
    boolean advance() throws IOException;

    /// True if the present message has this name, which is ASCII.
    boolean isNamed(String name);

    /// Holds the present message from its first byte on; overwritten by the next [#advance].
    byte[] data();

    /// Bytes of the present message.
    int length();
}
