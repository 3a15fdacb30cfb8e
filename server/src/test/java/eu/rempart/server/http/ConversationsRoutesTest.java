package eu.rempart.server.http;

import static eu.rempart.server.http.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.Tier;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(Services.class)
@Timeout(60)
class ConversationsRoutesTest {

    private final RunningService service;

    ConversationsRoutesTest(RunningService service) {
        this.service = service;
    }

    @BeforeEach
    void answers() {
        service.provider().always(Script.say("Voilà."));
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    @Test
    void strangersHaveNone() throws Exception {
        for (String path : List.of("/api/conversations", "/api/conversations/6f1c0b4e-7c1d-4a52-9f0e-2b1f4f0a9c11")) {
            assertRefused(service.stranger().get(path), 401, "authentication_required");
            assertRefused(service.stranger().delete(path), 401, "authentication_required");
        }
    }

    @Test
    void theOwnersAreListedNewestFirstPageByPage() throws Exception {
        Client user = service.user(Tier.BASIC);
        Client other = service.user(Tier.BASIC);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // Some at the same moment: the cursor must not lose or repeat any.
            if (i % 3 == 0) {
                service.clock().advance(Duration.ofSeconds(1));
            }
            made.add(user.chat("Question " + i).conversation());
        }
        String foreign = other.chat("Bonjour").conversation();
        List<String> read = new ArrayList<>();
        List<String> updated = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = Client.json(user.get("/api/conversations?limit=2" + cursor));
            read.addAll(ids(page));
            page.path("items")
                    .forEach(item -> updated.add(item.path("updatedAt").asString()));
            cursor = page.path("next").isNull()
                    ? ""
                    : "&before=" + page.path("next").asString();
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isEqualTo(4);
        assertThat(read).containsExactlyInAnyOrderElementsOf(made).doesNotContain(foreign);
        assertThat(updated.reversed()).isSorted();
        assertThat(ids(Client.json(other.get("/api/conversations")))).containsExactly(foreign);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=-1",
                "limit=x",
                "limit=99999999999",
                "limit=",
                "before=x",
                "before=1_2",
                "before=9999999999999999_6f1c0b4e-7c1d-4a52-9f0e-2b1f4f0a9c11",
                "before='%20OR%201=1"
            })
    void aPageIsAskedForInTheRightForm(String query) throws Exception {
        HttpResponse<String> answer = service.visitor().get("/api/conversations?" + query);
        if (query.equals("limit=")) {
            // Spring reads an empty parameter as an absent one.
            assertThat(answer.statusCode()).isIn(200, 400);
        } else {
            assertRefused(answer, 400, "invalid_request");
        }
    }

    @Test
    void oneIsReadWhole() throws Exception {
        Client visitor = service.visitor();
        String id = visitor.chat("Comment modifier mon profil ?").conversation();
        JsonNode conversation = Client.json(visitor.get("/api/conversations/" + id));
        assertThat(conversation.path("title").asString()).isEqualTo("Comment modifier mon profil ?");
        assertThat(conversation.path("agent").asString()).isEqualTo("elea");
        JsonNode messages = conversation.path("messages");
        assertThat(messages.path(0).path("role").asString()).isEqualTo("user");
        assertThat(messages.path(0).path("content").asString()).isEqualTo("Comment modifier mon profil ?");
        assertThat(messages.path(1).path("role").asString()).isEqualTo("assistant");
        assertThat(messages.path(1).path("content").asString()).isEqualTo("Voilà.");
        assertThat(messages.path(1).path("status").asString()).isEqualTo("complete");
        assertThat(messages.path(1).path("model").asString()).isEqualTo("gpt-4o-mini");
        assertThat(messages.path(1).path("createdAt").asString()).endsWith("Z");
    }

    @Test
    void oneIsRenamedWithinReason() throws Exception {
        Client visitor = service.visitor();
        String path = "/api/conversations/" + visitor.chat("Bonjour").conversation();
        HttpResponse<String> renamed = visitor.patch(path, "{\"title\": \" Mon « projet » 😀 \"}");
        assertThat(renamed.statusCode()).isEqualTo(200);
        assertThat(Client.json(renamed).path("title").asString()).isEqualTo("Mon « projet » 😀");
        assertThat(Client.json(visitor.get(path)).path("title").asString()).isEqualTo("Mon « projet » 😀");
        assertThat(visitor.patch(path, "{\"title\": \"" + "😀".repeat(120) + "\"}")
                        .statusCode())
                .isEqualTo(200);
        for (String bad : List.of(
                "{}",
                "{\"title\": \"\"}",
                "{\"title\": \"  \"}",
                "{\"title\": \"a\\u0000b\"}",
                "{\"title\": \"a\\nb\"}",
                "{\"title\": 1}",
                "{\"title\": null}",
                "{\"title\": \"a\", \"agent\": \"admin\"}",
                "{\"title\": \"" + "😀".repeat(121) + "\"}")) {
            assertRefused(visitor.patch(path, bad), 400, "invalid_request");
        }
    }

    @Test
    void whatIsDeletedIsGone() throws Exception {
        Client visitor = service.visitor();
        String first = visitor.chat("Une").conversation();
        String second = visitor.chat("Deux").conversation();
        String third = visitor.chat("Trois").conversation();
        long usage = service.rows("usage_records");
        assertThat(visitor.delete("/api/conversations/" + first).statusCode()).isEqualTo(204);
        assertRefused(visitor.get("/api/conversations/" + first), 404, "not_found");
        assertRefused(visitor.delete("/api/conversations/" + first), 404, "not_found");
        assertRefused(visitor.chatBody(Client.body("Encore", first, null)), 404, "not_found");
        assertThat(service.column("SELECT id FROM messages WHERE conversation_id = ?", String.class, first))
                .isEmpty();
        Client other = service.visitor();
        assertThat(other.delete("/api/conversations").statusCode()).isEqualTo(204);
        assertThat(ids(Client.json(visitor.get("/api/conversations")))).containsExactlyInAnyOrder(second, third);
        assertThat(visitor.delete("/api/conversations").statusCode()).isEqualTo(204);
        assertThat(ids(Client.json(visitor.get("/api/conversations")))).isEmpty();
        assertThat(service.rows("usage_records")).isEqualTo(usage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "x", "6f1c0b4e7c1d4a529f0e2b1f4f0a9c11", "%00", "'%20OR%201=1"})
    void whatIsNoIdIsNotFound(String id) throws Exception {
        HttpResponse<String> answer = service.visitor().get("/api/conversations/" + id);
        if (id.equals("%00")) {
            assertThat(answer.statusCode()).isIn(400, 404);
        } else {
            assertRefused(answer, 404, "not_found");
        }
    }
}
