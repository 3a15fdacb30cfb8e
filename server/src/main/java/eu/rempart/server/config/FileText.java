package eu.rempart.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The bytes of a small file, or why there are none, as the end of a sentence.
sealed interface FileText {
    final class Read implements FileText {
        private final byte[] bytes;

        private Read(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Owned by the caller from now on.
        byte[] bytes() {
            return bytes;
        }
    }

    record Unreadable(String problem) implements FileText {}

    /// Reads at most one byte more than `maxBytes`, so that a reader that counts sees that there is
    /// more.
    static FileText read(Path file, int maxBytes) {
        if (Files.isDirectory(file)) {
            return new Unreadable("is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Read(in.readNBytes(maxBytes + 1));
        } catch (NoSuchFileException e) {
            return new Unreadable("does not exist");
        } catch (AccessDeniedException e) {
            return new Unreadable("may not be read by this user");
        } catch (IOException e) {
            return new Unreadable("cannot be read");
        }
    }
}
