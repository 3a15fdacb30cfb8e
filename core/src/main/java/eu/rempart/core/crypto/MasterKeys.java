package eu.rempart.core.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import eu.rempart.core.SubjectId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The keys above all others, from one file: a rotating AES-256-GCM keyset that wraps the subjects' keys, and a
/// fixed HMAC-SHA-256 key that turns subjects into the pseudonyms of the audit.
///
/// Security guarantees: a wrapped key is bound to its subject and does not unwrap for another; pseudonyms cannot be
/// computed or reversed without the file; nothing here shows a secret in `toString` or in a message.
///
/// A rotation by another process is noticed when the first key that it wrapped turns up. Thread-safe; only opening,
/// rotating and that notice touch the disk.
public final class MasterKeys {

    private static final String WRAPPING = "wrapping";
    private static final String PSEUDONYMS = "pseudonyms";
    private static final int SUBJECT_KEY_BYTES = 32;
    private static final int DIGEST_BYTES = 16;
    private static final int MAX_DIGESTS = 10_000;
    /// Tink's own prefix of a ciphertext: one byte of version, four of key id.
    private static final int TINK_PREFIX_BYTES = 5;

    private static final AesGcmParameters SUBJECT_KEY = subjectKeyParameters();

    private final KeyFile file;
    /// Pseudonyms do not change, and every entry of the audit needs one.
    private final Cache<SubjectId, String> digests = Caffeine.newBuilder()
            .maximumSize(MAX_DIGESTS)
            .executor(Runnable::run)
            .build();
    private volatile Keys keys;

    private MasterKeys(KeyFile file, Keys keys) {
        this.file = file;
        this.keys = keys;
    }

    /// Opens the key file, and creates it if it is not there: mode 0600, in a directory of mode 0700 if that is new
    /// too. Where several processes come first at once, one of them creates it and all of them use it.
    ///
    /// @throws KeyFileException if it cannot be created or read, is damaged, or other users may read it
    public static MasterKeys open(Path keyFile) {
        KeyFile file = new KeyFile(keyFile);
        file.createIfAbsent(() -> newKeys().json());
        return new MasterKeys(file, parse(file.read(), keyFile));
    }

    /// Opens a key file that has to be there: for use where stored data exists, which new keys could not read.
    ///
    /// @throws KeyFileException if it is missing, damaged, cannot be read, or other users may read it
    public static MasterKeys openExisting(Path keyFile) {
        KeyFile file = new KeyFile(keyFile);
        return new MasterKeys(file, parse(file.read(), keyFile));
    }

    /// Makes a key for a new subject and wraps it.
    public Ciphertext wrapNewKey(SubjectId subject) {
        return wrap(subject, SecretBytes.randomBytes(SUBJECT_KEY_BYTES));
    }

    /// The same key under the newest master key: what follows a rotation, so that the old one can go some day.
    ///
    /// @throws UnreadableCiphertextException if it is not this subject's key
    public Ciphertext rewrap(SubjectId subject, Ciphertext wrappedKey) {
        return wrap(subject, unwrapBytes(subject, wrappedKey));
    }

    /// Adds a master key that wraps from now on; the older ones still unwrap.
    ///
    /// @throws KeyFileException if the file cannot be changed; then nothing has changed
    public void rotate() {
        file.update(json -> parse(json, file.path()).rotated().json());
        keys = parse(file.read(), file.path());
    }

    /// The subject's pseudonym in the audit: 128 bits in lower-case hexadecimal, always the same for the same
    /// subject and key file.
    public String digest(SubjectId subject) {
        return digests.get(subject, this::computeDigest);
    }

    private String computeDigest(SubjectId subject) {
        byte[] input = new AssociatedData("rempart/audit/subject/1", subject).bytes();
        try {
            return HexFormat.of().formatHex(keys.pseudonyms.computePrimary(input, DIGEST_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 does not work here", e);
        }
    }

    /// Whether this key was wrapped by an older master key than the one that wraps now.
    public boolean isOutdated(Ciphertext wrappedKey) {
        return keyId(wrappedKey) != keys.wrappingSet.getPrimary().getId();
    }

    @AccessesPartialKey
    Aead unwrap(SubjectId subject, Ciphertext wrappedKey) {
        try {
            return AesGcmJce.create(AesGcmKey.builder()
                    .setParameters(SUBJECT_KEY)
                    .setKeyBytes(unwrapBytes(subject, wrappedKey))
                    .build());
        } catch (GeneralSecurityException e) {
            throw new UnreadableCiphertextException("what was wrapped is not a subject's key");
        }
    }

    private Ciphertext wrap(SubjectId subject, SecretBytes key) {
        try {
            return Ciphertext.takeCopyOf(
                    keys.wrapping.encrypt(key.toByteArray(InsecureSecretKeyAccess.get()), wrappingContext(subject)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not work here", e);
        }
    }

    private SecretBytes unwrapBytes(SubjectId subject, Ciphertext wrappedKey) {
        Keys current = keys;
        if (!current.knows(keyId(wrappedKey))) {
            current = parse(file.read(), file.path());
            keys = current;
        }
        try {
            return SecretBytes.copyFrom(
                    current.wrapping.decrypt(wrappedKey.toByteArray(), wrappingContext(subject)),
                    InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new UnreadableCiphertextException(
                    "a subject's key does not unwrap: it was changed, or the key file is not the one it was made with");
        }
    }

    private static byte[] wrappingContext(SubjectId subject) {
        return new AssociatedData("rempart/subject-key/1", subject).bytes();
    }

    private static int keyId(Ciphertext wrappedKey) {
        byte[] bytes = wrappedKey.toByteArray();
        return bytes.length < TINK_PREFIX_BYTES ? 0 : ByteBuffer.wrap(bytes).getInt(1);
    }

    private static Keys newKeys() {
        try {
            register();
            return new Keys(
                    generate(PredefinedAeadParameters.AES256_GCM), generate(PredefinedPrfParameters.HMAC_SHA256_PRF));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys cannot be made here", e);
        }
    }

    private static KeysetHandle generate(Parameters parameters) throws GeneralSecurityException {
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                        .withRandomId()
                        .makePrimary())
                .build();
    }

    /// A parser's message may quote what it read, so no cause is kept.
    @SuppressWarnings("UnusedException")
    private static Keys parse(String json, Path path) {
        try {
            register();
            JsonNode root = JsonMapper.shared().readTree(json);
            return new Keys(keyset(root.path(WRAPPING)), keyset(root.path(PSEUDONYMS)));
        } catch (JacksonException | GeneralSecurityException e) {
            throw new KeyFileException("the key file " + path + " is damaged, or is not one: restore it", null);
        }
    }

    private static KeysetHandle keyset(JsonNode node) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(node.toString(), InsecureSecretKeyAccess.get());
    }

    /// Tink reads and makes only the kinds of keys that it was told of; telling it twice does nothing.
    private static void register() throws GeneralSecurityException {
        AeadConfig.register();
        PrfConfig.register();
    }

    private static AesGcmParameters subjectKeyParameters() {
        try {
            return AesGcmParameters.builder()
                    .setKeySizeBytes(SUBJECT_KEY_BYTES)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public String toString() {
        return "MasterKeys[***]";
    }

    private static final class Keys {

        private final KeysetHandle wrappingSet;
        private final KeysetHandle pseudonymSet;
        private final Aead wrapping;
        private final PrfSet pseudonyms;

        Keys(KeysetHandle wrappingSet, KeysetHandle pseudonymSet) throws GeneralSecurityException {
            this.wrappingSet = wrappingSet;
            this.pseudonymSet = pseudonymSet;
            this.wrapping = wrappingSet.getPrimitive(RegistryConfiguration.get(), Aead.class);
            this.pseudonyms = pseudonymSet.getPrimitive(RegistryConfiguration.get(), PrfSet.class);
        }

        boolean knows(int id) {
            for (int i = 0; i < wrappingSet.size(); i++) {
                if (wrappingSet.getAt(i).getId() == id) {
                    return true;
                }
            }
            return false;
        }

        Keys rotated() {
            try {
                return new Keys(
                        KeysetHandle.newBuilder(wrappingSet)
                                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                                        .withRandomId()
                                        .makePrimary())
                                .build(),
                        pseudonymSet);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key cannot be made here", e);
            }
        }

        String json() {
            JsonMapper mapper = JsonMapper.shared();
            ObjectNode root = mapper.createObjectNode();
            try {
                root.set(WRAPPING, mapper.readTree(serialize(wrappingSet)));
                root.set(PSEUDONYMS, mapper.readTree(serialize(pseudonymSet)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("keys cannot be written", e);
            }
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        }

        private static String serialize(KeysetHandle keyset) throws GeneralSecurityException {
            return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
        }
    }
}
