package eu.rempart.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a data directory to one running service: two would count limits apart and charge each other's open turns. The
/// operating system lets go of it when the process ends, however it ends. Commands beside the service need no lock.
public final class DataLock implements AutoCloseable {

    private final FileChannel channel;

    private static final Logger log = LoggerFactory.getLogger(DataLock.class);

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock, making the directory if need be: both open to their owner alone.
    ///
    /// @throws StoreUnavailableException if another service has it
    public static DataLock take(Path data) {
        try {
            if (!Files.isDirectory(data)) {
                Files.createDirectories(data, DataFiles.permissions("rwx------"));
            }
            Path file = data.resolve("rempart.lock");
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    DataFiles.permissions("rw-------"));
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StoreUnavailableException("another service runs on the data directory " + data
                        + "; stop it, or name another with --data");
            }
            try {
                DataFiles.closeToOthers(data, file);
            } catch (IOException e) {
                // Somebody else's file, or a disk without such permissions: the service works all the same.
                log.atWarn().addKeyValue("path", data).log("the data directory may be open to others");
            }
            return new DataLock(channel);
        } catch (IOException e) {
            throw new StoreUnavailableException("cannot write in the data directory " + data, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // A service of this very process.
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
