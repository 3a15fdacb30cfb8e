package eu.rempart.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.crypto.KeyFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {

    @TempDir
    private Path data;

    @Test
    void keysThatWereLostAreNotReplacedBesideADatabase() throws Exception {
        DataFiles.openKeys(data);
        Files.createFile(DataFiles.database(data));
        DataFiles.openKeys(data);
        Files.delete(DataFiles.masterKeys(data));
        assertThatThrownBy(() -> DataFiles.openKeys(data))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("restore it");
        assertThat(DataFiles.masterKeys(data)).doesNotExist();
    }

    @Test
    void aDirectoryThatWasMadeIsOpenToItsOwnerAlone() throws Exception {
        Path made = data.resolve("made");
        DataLock.take(made).close();
        assertThat(permissions(made)).isEqualTo("rwx------");
        assertThat(permissions(made.resolve("rempart.lock"))).isEqualTo("rw-------");
    }

    @Test
    void aDirectoryThatWasLeftOpenIsClosed() throws Exception {
        Path lock = Files.createFile(data.resolve("rempart.lock"));
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataLock.take(data).close();
        assertThat(permissions(data)).isEqualTo("rwx------");
        assertThat(permissions(lock)).isEqualTo("rw-------");
    }

    @Test
    void aDirectoryOfSomebodyElseStaysAsItIs() throws Exception {
        Files.createFile(data.resolve("report.pdf"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataLock.take(data).close();
        assertThat(permissions(data)).isEqualTo("rwxr-xr-x");
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
