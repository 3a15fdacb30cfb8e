package eu.rempart.server.store;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.crypto.SubjectKeyStore;
import java.util.Optional;

/// The wrapped keys in the table `subjects`.
public final class SqlSubjectKeyStore implements SubjectKeyStore {

    private final Database database;

    public SqlSubjectKeyStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Ciphertext> wrappedKey(SubjectId subject) {
        return database.read(handle -> handle.createQuery("SELECT wrapped_key FROM subjects WHERE id = :id")
                .bind("id", subject.toString())
                .map((rows, context) -> Ciphertext.takeCopyOf(rows.getBytes(1)))
                .findOne());
    }
}
