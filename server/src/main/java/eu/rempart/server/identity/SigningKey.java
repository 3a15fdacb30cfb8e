package eu.rempart.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Ed25519 key that signs access tokens: a JWK in a file with mode 0600, made at the first start.
///
/// Ed25519 because it checks a token in half the time that ES256 takes here. `toString` shows the key's id only.
public final class SigningKey {

    private static final Logger log = LoggerFactory.getLogger(SigningKey.class);
    private static final int MAX_FILE_BYTES = 16 * 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final OctetKeyPair pair;

    private SigningKey(OctetKeyPair pair) {
        this.pair = pair;
    }

    /// Reads the key, or makes it. Of any number of processes that start at once one makes it and all read the same.
    ///
    /// @throws IllegalStateException if the file is there and is not such a key
    /// @throws UncheckedIOException if it cannot be read or written
    public static SigningKey loadOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or make the signing key " + file, e);
        }
    }

    /// A key that is kept nowhere.
    static SigningKey generate() {
        try {
            return new SigningKey(new OctetKeyPairGenerator(Curve.Ed25519)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.Ed25519)
                    .keyIDFromThumbprint(true)
                    .generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make an Ed25519 key", e);
        }
    }

    OctetKeyPair pair() {
        return pair;
    }

    String id() {
        return pair.getKeyID();
    }

    @Override
    public String toString() {
        return "SigningKey[" + id() + "]";
    }

    /// Writes a whole file beside the place, then links it into place, which fails if another process was first: the
    /// file appears complete or not at all, whenever the power goes.
    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new NoSuchFileException(file.toString());
        }
        Files.createDirectories(directory, attributes(directory, "rwx------"));
        Path draft = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(draft, options, attributes(directory, "rw-------"))) {
                ByteBuffer json = StandardCharsets.UTF_8.encode(generate().pair.toJSONString());
                while (json.hasRemaining()) {
                    channel.write(json);
                }
                channel.force(true);
            }
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            log.atDebug().log("another process made the signing key");
        } finally {
            Files.deleteIfExists(draft);
        }
        if (isPosix(directory)) {
            // The link itself must survive a power loss too.
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static SigningKey load(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw notAKey(file, null);
        }
        if (isPosix(file)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                log.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("mode", PosixFilePermissions.toString(permissions))
                        .log("the signing key could be read by others; its mode is now 0600");
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        }
        try {
            OctetKeyPair pair = OctetKeyPair.parse(Files.readString(file));
            if (!Curve.Ed25519.equals(pair.getCurve()) || !pair.isPrivate()) {
                throw notAKey(file, null);
            }
            String id = pair.computeThumbprint().toString();
            if (!id.equals(pair.getKeyID())) {
                throw notAKey(file, null);
            }
            // A file with the two halves of different keys would sign what nobody can verify.
            byte[] sample = id.getBytes(StandardCharsets.UTF_8);
            JWSHeader header = new JWSHeader(JWSAlgorithm.Ed25519);
            if (!new Ed25519Verifier(pair.toPublicJWK())
                    .verify(header, sample, new Ed25519Signer(pair).sign(header, sample))) {
                throw notAKey(file, null);
            }
            return new SigningKey(pair);
        } catch (ParseException | JOSEException e) {
            throw notAKey(file, e);
        }
    }

    /// The cause is left out when it could quote the file.
    private static IllegalStateException notAKey(Path file, @Nullable Exception cause) {
        String kind = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
        return new IllegalStateException(file + " is not an Ed25519 key of this service" + kind
                + "; restore it from a backup, or move it away to have a new one made, which signs everybody out");
    }

    private static FileAttribute<?>[] attributes(Path directory, String mode) throws IOException {
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return isPosix(existing)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        return store.supportsFileAttributeView(PosixFileAttributeView.class);
    }
}
