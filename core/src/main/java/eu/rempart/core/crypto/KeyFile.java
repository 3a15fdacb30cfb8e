package eu.rempart.core.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A small secret file that several processes share. It is there whole or not at all, at any moment, and only its
/// owner may read it. On a file system without POSIX permissions the directory's own protection has to do.
record KeyFile(Path path) {

    private static final int MAX_BYTES = 1 << 20;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    boolean exists() {
        return Files.exists(path);
    }

    /// @throws KeyFileException if it is not there, not a file, too large, or open to others
    String read() {
        try {
            if (!Files.isRegularFile(path)) {
                throw new KeyFileException(
                        Files.exists(path)
                                ? "the key file " + path + " is not a regular file"
                                : "the key file " + path
                                        + " is missing: restore it, without it the stored data cannot be read",
                        null);
            }
            if (POSIX) {
                Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
                open.retainAll(Files.getPosixFilePermissions(path));
                if (!open.isEmpty()) {
                    throw new KeyFileException(
                            "the key file " + path + " is open to other users: run  chmod 600 " + path, null);
                }
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new KeyFileException("the key file " + path + " is too large to be one", null);
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new KeyFileException("the key file " + path + " cannot be read", e);
        }
    }

    /// Writes it unless it is there already, then whoever came first has won.
    void createIfAbsent(Supplier<String> content) {
        if (exists()) {
            return;
        }
        try {
            Path directory = directory();
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly("rwx------"));
            }
            Path temporary = writeTemporary(content.get());
            try {
                // A hard link, unlike a move, refuses to replace what another process has put there in between.
                Files.createLink(path, temporary);
            } catch (FileAlreadyExistsException e) {
                return;
            } finally {
                Files.deleteIfExists(temporary);
            }
            syncDirectory(directory);
        } catch (IOException | UnsupportedOperationException e) {
            throw new KeyFileException("the key file " + path + " cannot be created", e);
        }
    }

    /// Replaces its content by what `change` makes of it, while no other process does so.
    void update(UnaryOperator<String> change) {
        Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(
                        lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly("rw-------"));
                FileLock lock = channel.lock()) {
            Path temporary = writeTemporary(change.apply(read()));
            try {
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            syncDirectory(directory());
            assert lock.isValid();
        } catch (OverlappingFileLockException e) {
            throw new KeyFileException("the key file " + path + " is being changed already: try again", e);
        } catch (IOException e) {
            throw new KeyFileException("the key file " + path + " cannot be changed", e);
        }
    }

    private Path directory() {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            throw new KeyFileException("the key file " + path + " has no directory", null);
        }
        return directory;
    }

    private Path writeTemporary(String content) throws IOException {
        Path temporary = Files.createTempFile(directory(), ".keys", ".tmp", ownerOnly("rw-------"));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        if (POSIX) {
            Files.setPosixFilePermissions(temporary, OWNER_ONLY);
        }
        return temporary;
    }

    /// The name itself must survive a power loss, not only the bytes.
    private static void syncDirectory(Path directory) throws IOException {
        if (POSIX) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (NoSuchFileException e) {
                throw new IOException("the directory has gone", e);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
