package eu.rempart.core.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// The sentences around a page, from `messages_LANGUAGE.properties`. Immutable, thread-safe.
final class AnswerTexts {
    private final Map<Language, Properties> messages;

    private AnswerTexts(Map<Language, Properties> messages) {
        this.messages = messages;
    }

    static AnswerTexts load() {
        Map<Language, Properties> messages = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            messages.put(language, read("messages_" + language.code() + ".properties"));
        }
        return new AnswerTexts(messages);
    }

    PreparedAnswer answer(KnowledgeEntry page, Optional<KnowledgeEntry> second) {
        Language language = page.language();
        DateTimeFormatter day =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(dates(language));
        List<String> parts = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        parts.add(text(language, "answer.opening"));
        parts.add("### " + page.title());
        parts.add(page.markdown());
        sources.add(new Source(page.id(), page.title()));
        second.ifPresent(other -> {
            parts.add(text(language, "answer.seeAlso", other.title(), topic(language, other.topic())));
            sources.add(new Source(other.id(), other.title()));
        });
        parts.add("---");
        parts.add(text(language, "answer.source", page.title(), day.format(page.updated())));
        return new PreparedAnswer(language, String.join("\n\n", parts), sources, true);
    }

    PreparedAnswer nothingFound(Language language, List<String> topics) {
        return new PreparedAnswer(language, text(language, "nothing", topicList(language, topics)), List.of(), false);
    }

    PreparedAnswer smallTalk(SmallTalk kind, Language language, List<String> topics) {
        String key = "smallTalk." + kind.name().toLowerCase(Locale.ROOT);
        return new PreparedAnswer(language, text(language, key, topicList(language, topics)), List.of(), true);
    }

    private String topicList(Language language, List<String> topics) {
        List<String> lines =
                topics.stream().map(topic -> "- " + topic(language, topic)).toList();
        return String.join("\n", lines);
    }

    private String topic(Language language, String topic) {
        return properties(language).getProperty("topic." + topic, topic.replace('-', ' '));
    }

    private String text(Language language, String key, Object... arguments) {
        String pattern = properties(language).getProperty(key);
        if (pattern == null) {
            throw new IllegalStateException("No message " + key + " in " + language);
        }
        return new MessageFormat(pattern, language.locale()).format(arguments);
    }

    private Properties properties(Language language) {
        return messages.getOrDefault(language, new Properties());
    }

    // "22 November 2026", not the American order: the platform is European.
    private static Locale dates(Language language) {
        return switch (language) {
            case FRENCH -> Locale.FRANCE;
            case ENGLISH -> Locale.UK;
        };
    }

    private static Properties read(String name) {
        Properties properties = new Properties();
        try (InputStream in = AnswerTexts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            properties.load(reader);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
