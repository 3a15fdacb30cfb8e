package eu.rempart.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.crypto.KeyFileException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
