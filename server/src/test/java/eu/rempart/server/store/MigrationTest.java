package eu.rempart.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class MigrationTest {

    private static final String NEWEST =
            "SELECT version || ' ' || checksum FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1";

    @TempDir
    private Path directory;

    @Test
    void theNewestMigrationIsTheOneThatThisBuildKnows() {
        try (Database sqlite = Database.sqlite(directory.resolve("a.db"));
                Database postgres =
                        Database.postgres(EmbeddedPostgresServer.database(EmbeddedPostgresServer.newDatabase()))) {
            String known = Migration.NEWEST_VERSION + " " + Migration.NEWEST_CHECKSUM;
            assertThat(newest(sqlite)).isEqualTo(known);
            assertThat(newest(postgres)).isEqualTo(known);
        }
    }

    @Test
    void aDatabaseThatIsUpToDateIsRecognisedAndAnyOtherIsNot() {
        Path file = directory.resolve("b.db");
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        Migration migration = Migration.sqlite(source);
        assertThat(migration.isUpToDate()).isFalse();

        try (Database database = Database.sqlite(file)) {
            assertThat(migration.isUpToDate()).isTrue();
            database.write(handle -> handle.execute("UPDATE flyway_schema_history SET checksum = checksum + 1"));
        }

        assertThat(migration.isUpToDate()).isFalse();
    }

    @Test
    void processesThatFirstOpenAFileTogetherAllSucceed() throws Exception {
        int processes = 4;
        for (int round = 0; round < 5; round++) {
            Path file = directory.resolve("together" + round + ".db");
            CyclicBarrier barrier = new CyclicBarrier(processes);
            try (var executor = Executors.newFixedThreadPool(processes)) {
                List<Future<String>> opened = new ArrayList<>();
                for (int i = 0; i < processes; i++) {
                    opened.add(executor.submit(() -> {
                        barrier.await();
                        try (Database database = Database.sqlite(file)) {
                            return newest(database);
                        }
                    }));
                }
                for (Future<String> one : opened) {
                    assertThat(one.get()).startsWith(Migration.NEWEST_VERSION + " ");
                }
            }
        }
    }

    @Test
    void whatStoodInOlderTablesIsKept() {
        Path file = directory.resolve("old.db");
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(Migration.sqlite(source).words())
                .target("3")
                .load()
                .migrate();
        Jdbi.create(source).useHandle(handle -> {
            handle.execute("INSERT INTO audit_log VALUES (1, 2, 'a', 'r', 'x', '{}', x'01')");
            handle.execute("INSERT INTO audit_log VALUES (2, 3, 'b', NULL, NULL, '{}', x'02')");
            handle.execute("INSERT INTO budgets VALUES ('anonymous', '2026-11', 5, 7)");
        });
        try (Database database = Database.sqlite(file)) {
            List<String> rows = database.read(
                    handle -> handle.createQuery("""
                            SELECT seq || ' ' || at || ' ' || event || ' ' || coalesce(request_id, '-') || ' '
                                || coalesce(actor, '-') || ' ' || facts || ' ' || hex(hash) FROM audit_log ORDER BY seq""").mapTo(String.class).list());
            assertThat(rows).containsExactly("1 2 a r x {} 01", "2 3 b - - {} 02");
            assertThat(database.<String>read(handle -> handle.createQuery(
                                    "SELECT account || month || spent_nano || ' ' || held_nano FROM budgets")
                            .mapTo(String.class)
                            .one()))
                    .isEqualTo("anonymous2026-115 7");
        }
    }

    private static String newest(Database database) {
        return database.read(
                handle -> handle.createQuery(NEWEST).mapTo(String.class).one());
    }
}
