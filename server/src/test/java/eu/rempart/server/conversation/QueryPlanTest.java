package eu.rempart.server.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked of the tables that grow without end finds its rows by an index, in the order that it wants them.
class QueryPlanTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                SqlConversationStore.FIND,
                SqlConversationStore.FIRST_PAGE,
                SqlConversationStore.NEXT_PAGE,
                SqlConversationStore.LAST_MESSAGES,
                "SELECT COALESCE(MAX(position), 0) + 1 FROM messages WHERE conversation_id = :id",
                "DELETE FROM conversations WHERE subject_id = :owner",
                "DELETE FROM messages WHERE conversation_id = :id",
                "SELECT * FROM usage_records WHERE subject_id = :owner AND created_at >= :from",
                "SELECT * FROM audit_log WHERE seq > :after ORDER BY seq LIMIT :limit"
            })
    void noStatementWalksAWholeTableOrSorts(String statement) {
        try (Database database = Database.sqlite(directory.resolve("a.db"))) {
            List<String> plan = database.read(handle -> plan(handle.getConnection(), statement));
            assertThat(plan)
                    .anyMatch(step -> step.contains("SEARCH"))
                    .noneMatch(step -> step.startsWith("SCAN"))
                    .noneMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    private static List<String> plan(Connection connection, String sql) {
        // A plain statement: SQLite takes its parameters for null, which the plan does not depend on.
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            List<String> steps = new ArrayList<>();
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
            return steps;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
