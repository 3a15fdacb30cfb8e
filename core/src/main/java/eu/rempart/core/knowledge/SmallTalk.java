package eu.rempart.core.knowledge;

import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/// What people say to an assistant without asking anything: no page answers it, and a search
/// would be a strange reply.
enum SmallTalk {
    // In this order: what says most about the text comes first.
    FAREWELL,
    THANKS,
    GREETING,
    ABILITIES;

    private static final int MAX_WORDS = 8;

    // Words that may stand beside the telling ones without turning small talk into a question.
    private static final Set<String> FILLERS = Set.of(
            "a",
            "toi",
            "vous",
            "tu",
            "te",
            "tous",
            "toutes",
            "tout",
            "le",
            "la",
            "les",
            "monde",
            "elea",
            "assistant",
            "chatbot",
            "bot",
            "beaucoup",
            "bien",
            "mille",
            "fois",
            "pour",
            "votre",
            "ton",
            "comment",
            "ca",
            "va",
            "allez",
            "vas",
            "au",
            "bonne",
            "bon",
            "et",
            "good",
            "day",
            "nice",
            "you",
            "very",
            "much",
            "so",
            "lot",
            "for",
            "your",
            "the",
            "there",
            "how",
            "are",
            "is",
            "it",
            "going",
            "all",
            "and",
            "me",
            "moi",
            "plus",
            "tard",
            "see",
            "later",
            "soon",
            "un",
            "grand",
            "madame",
            "monsieur",
            "dear",
            "team",
            "ok",
            "ai",
            "besoin",
            "d",
            "j",
            "m",
            "l",
            "s",
            "i",
            "need",
            "some",
            "que",
            "qu",
            "quoi",
            "what",
            "do",
            "please",
            "svp",
            "est",
            "ce",
            "faire",
            "with",
            "avec",
            "peut",
            "on",
            "t",
            "suis",
            "je");

    /// The kind of small talk that a text is, if it is nothing else: every word has to belong to it.
    static Optional<SmallTalk> of(String text) {
        StringBuilder letters = new StringBuilder();
        String folded = FunctionWords.fold(text);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (Character.isDigit(c)) {
                return Optional.empty();
            }
            letters.append(Character.isLetter(c) ? c : ' ');
        }
        StringTokenizer tokens = new StringTokenizer(letters.toString(), " ");
        if (tokens.countTokens() == 0 || tokens.countTokens() > MAX_WORDS) {
            return Optional.empty();
        }
        SmallTalk told = null;
        while (tokens.hasMoreTokens()) {
            String word = tokens.nextToken();
            SmallTalk kind = kindOf(word);
            if (kind == null && !FILLERS.contains(word)) {
                return Optional.empty();
            }
            if (kind != null && (told == null || kind.compareTo(told) < 0)) {
                told = kind;
            }
        }
        return Optional.ofNullable(told);
    }

    private static @Nullable SmallTalk kindOf(String word) {
        return switch (word) {
            case "bye", "goodbye", "ciao", "adieu", "revoir", "journee", "soiree", "bientot", "cya" -> FAREWELL;
            case "merci",
                    "mercii",
                    "remercie",
                    "thanks",
                    "thank",
                    "thx",
                    "parfait",
                    "super",
                    "genial",
                    "great",
                    "perfect" -> THANKS;
            case "bonjour",
                    "bonsoir",
                    "salut",
                    "coucou",
                    "slt",
                    "bjr",
                    "hello",
                    "hi",
                    "hey",
                    "yo",
                    "morning",
                    "evening",
                    "afternoon",
                    "greetings" -> GREETING;
            case "aide", "aider", "aidez", "help", "sais", "peux", "pouvez", "can" -> ABILITIES;
            default -> null;
        };
    }
}
