package eu.rempart.server.http;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.conversation.Conversation;
import eu.rempart.core.conversation.ConversationStore.Cursor;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.conversation.Message;
import eu.rempart.core.conversation.Transcript;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.server.Rempart;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The caller's own conversations. Whatever is not theirs is not there.
@RestController
@RequestMapping("/api/conversations")
class ConversationsController {

    private static final int MAX_PAGE = 100;
    private static final int MAX_MESSAGES = 500;
    private static final int MAX_TITLE_CHARS = 120;
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,15})_(" + ID.pattern() + ")");

    private final Rempart rempart;
    private final Conversations conversations;
    private final StrictJson json;
    private final JsonMapper details = JsonMapper.builder().build();

    ConversationsController(HttpParts parts) {
        this.rempart = parts.rempart();
        this.conversations = rempart.conversations();
        this.json = parts.json();
    }

    record Page(List<ConversationView> items, @Nullable String next) {}

    record ConversationView(UUID id, String title, String agent, Instant createdAt, Instant updatedAt) {
        static ConversationView of(Conversation conversation) {
            return new ConversationView(
                    conversation.id(),
                    conversation.title(),
                    conversation.agent(),
                    conversation.createdAt(),
                    conversation.updatedAt());
        }
    }

    record TranscriptView(
            UUID id, String title, String agent, Instant createdAt, Instant updatedAt, List<MessageView> messages) {}

    record MessageView(
            UUID id,
            String role,
            String content,
            String status,
            Instant createdAt,
            @Nullable String model,
            boolean prepared,
            List<SourceView> sources) {}

    record SourceView(String id, String title) {}

    record TitleBody(String title) {}

    @GetMapping
    Page list(
            @RequestParam(defaultValue = "20") String limit, @RequestParam(required = false) @Nullable String before) {
        int size = pageSize(limit);
        List<Conversation> found = conversations.list(subject(), cursor(before), size + 1);
        List<Conversation> page = found.subList(0, Math.min(size, found.size()));
        return new Page(
                page.stream().map(ConversationView::of).toList(),
                found.size() > size ? cursor(page.getLast().cursor()) : null);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteAll(HttpServletRequest request) {
        SubjectId subject = subject();
        int count = conversations.deleteAll(subject);
        audit(request, subject, "conversations.deleted", Map.of("count", Integer.toString(count)));
    }

    @GetMapping("/{id}")
    TranscriptView read(@PathVariable String id) {
        Transcript transcript = conversations
                .transcript(id(id), subject(), MAX_MESSAGES)
                .orElseThrow(() -> new RefusedException(Code.NOT_FOUND));
        Conversation conversation = transcript.conversation();
        return new TranscriptView(
                conversation.id(),
                conversation.title(),
                conversation.agent(),
                conversation.createdAt(),
                conversation.updatedAt(),
                transcript.messages().stream().map(this::view).toList());
    }

    @PatchMapping("/{id}")
    ConversationView rename(@PathVariable String id, HttpServletRequest request) throws IOException {
        TitleBody body = json.read(request, TitleBody.class);
        String title = body.title().strip();
        if (title.isEmpty()
                || title.codePointCount(0, title.length()) > MAX_TITLE_CHARS
                || title.codePoints().anyMatch(Character::isISOControl)) {
            throw StrictJson.invalid("title", "not_title");
        }
        if (!conversations.rename(id(id), subject(), title)) {
            throw new RefusedException(Code.NOT_FOUND);
        }
        return conversations
                .find(id(id), subject())
                .map(ConversationView::of)
                .orElseThrow(() -> new RefusedException(Code.NOT_FOUND));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, HttpServletRequest request) {
        SubjectId subject = subject();
        if (!conversations.delete(id(id), subject)) {
            throw new RefusedException(Code.NOT_FOUND);
        }
        audit(request, subject, "conversation.deleted", Map.of());
    }

    private void audit(HttpServletRequest request, SubjectId subject, String event, Map<String, String> facts) {
        rempart.audit().append(new AuditEvent(rempart.clock().instant(), event, RequestId.of(request), subject, facts));
    }

    private MessageView view(Message message) {
        String stored = message.details();
        JsonNode came = stored == null ? details.createObjectNode() : details.readTree(stored);
        return new MessageView(
                message.id(),
                message.author().name().toLowerCase(Locale.ROOT),
                message.content(),
                message.status().name().toLowerCase(Locale.ROOT),
                message.createdAt(),
                came.path("model").stringValue(null),
                came.path("prepared").booleanValue(false),
                came.path("sources")
                        .valueStream()
                        .map(source -> new SourceView(
                                source.path("id").stringValue(""),
                                source.path("title").stringValue("")))
                        .toList());
    }

    private static SubjectId subject() {
        return CallerFilter.caller().subject().orElseThrow(() -> new RefusedException(Code.AUTHENTICATION_REQUIRED));
    }

    private static UUID id(String text) {
        if (!ID.matcher(text).matches()) {
            throw new RefusedException(Code.NOT_FOUND);
        }
        return UUID.fromString(text);
    }

    private static int pageSize(String text) {
        try {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= MAX_PAGE) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw StrictJson.invalid("limit", "not_page_size");
        }
        throw StrictJson.invalid("limit", "not_page_size");
    }

    private static @Nullable Cursor cursor(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var matcher = CURSOR.matcher(text);
        if (!matcher.matches()) {
            throw StrictJson.invalid("before", "not_cursor");
        }
        return new Cursor(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), UUID.fromString(matcher.group(2)));
    }

    private static String cursor(Cursor cursor) {
        return cursor.updatedAt().toEpochMilli() + "_" + cursor.id();
    }
}
