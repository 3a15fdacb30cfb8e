package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordHash;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What around capitalised words says that they are a person, known or not: a relation or a greeting before,
/// an age, a birth, a job or an act that only persons do after. Used by one thread.
final class NameSigns {
    private static final int NO_PERSON = NameWords.STOP
            | NameWords.TITLE
            | NameWords.ARTICLE
            | NameWords.VERB
            | NameWords.GREETING
            | NameWords.BEFORE_PLACE
            | NameWords.BRAND
            | NameWords.JOB
            | NameWords.RELATION;

    private static final int SURE_NAME = NameWords.KNOWN | NameWords.RARE | NameWords.LAST;

    private static final Set<Long> YEARS = hashes("ans years year jahre jahren anos anni jaar lat");
    private static final Set<Long> AGED = hashes("age agee aged");
    private static final Set<Long> BORN =
            hashes("ne nee born geboren geb nato nata nacido nacida nascido nascida urodzony urodzona");
    private static final Set<Long> BEFORE_DAY = hashes("le on am el il op em w dnia");
    private static final Set<Long> BEFORE_JOB = hashes("the le la l un une a an der die das el il o ex ancien ancienne "
            + "former our notre mon ma my votre your unser unsere");
    private static final Set<Long> TOWARDS =
            hashes("a en in at from de of near to nach aus zu bei da di do em von te w z");

    private static final Set<Long> TOLD = hashes(
            "said asked replied cried answered added dit fit demanda ajouta reprit "
                    + "repondit proposa sagte rief fragte antwortete dijo respondio contesto disse rispose respondeu zei rzekl");

    private static final long IM = WordHash.of("im");
    private static final long I = WordHash.of("i");
    private static final long AM = WordHash.of("am");
    private static final long JE = WordHash.of("je");
    private static final long SUIS = WordHash.of("suis");

    private final String text;
    private final NormalText words;
    private final int[] flags;

    NameSigns(String text, NormalText words, int[] flags) {
        this.text = text;
        this.words = words;
        this.flags = flags;
    }

    /// Whether the word before says that a person is named from word `w` up to `end`.
    boolean announce(int w, int end) {
        if (w == 0 || !isPlausible(w, end)) {
            return false;
        }
        boolean blank = words.start(w) - words.end(w - 1) == 1 && text.charAt(words.end(w - 1)) == ' ';
        if (has(w - 1, NameWords.GREETING)) {
            return blank ? isClosed(end) : isNewLine(w) && isLineEnd(end);
        }
        if (!blank) {
            return false;
        }
        if (isWhoSpeaks(w)) {
            return end > w + 1 || isClosed(end);
        }
        if (has(w - 1, NameWords.RELATION)) {
            return w > 1 && has(w - 2, NameWords.MINE);
        }
        return (has(w - 1, NameWords.SPEECH) || TOLD.contains(words.hash(w - 1)))
                && !isCapital(w - 1)
                && followsSpeech(w - 1);
    }

    /// `I'm Anna`, `I am Anna`, `je suis Anna`.
    private boolean isWhoSpeaks(int w) {
        long word = words.hash(w - 1);
        boolean contracted = word == IM && !Character.isLetter(text.charAt(words.end(w - 1) - 2));
        return contracted
                || (w > 1 && ((word == AM && words.hash(w - 2) == I) || (word == SUIS && words.hash(w - 2) == JE)));
    }

    /// Whether what comes after says that the words from `w` up to `end` are a person.
    boolean explain(int w, int end) {
        if (end >= flags.length || (w > 0 && has(w - 1, NameWords.ARTICLE)) || !isPlausible(w, end)) {
            return false;
        }
        int gap = words.start(end) - words.end(end - 1);
        if (gap == 1 && text.charAt(words.end(end - 1)) == ' ') {
            return has(end, NameWords.SPEECH) && !isCapital(end);
        }
        char sign = text.charAt(words.end(end - 1));
        boolean apart =
                gap == 2 && (text.startsWith(", ", words.end(end - 1)) || text.startsWith(" (", words.end(end - 1)));
        if (!apart || isCapital(end)) {
            return false;
        }
        boolean after = end + 1 < flags.length;
        if (words.hasDigit(end) || AGED.contains(words.hash(end))) {
            return after && (words.hasDigit(end) ? isAge(w, end) : isAgedFrom(end + 1));
        }
        boolean full = end > w + 1 || has(w, SURE_NAME);
        if (BORN.contains(words.hash(end))) {
            return full && after && (words.hasDigit(end + 1) || BEFORE_DAY.contains(words.hash(end + 1)));
        }
        int job = BEFORE_JOB.contains(words.hash(end)) && after ? end + 1 : end;
        return sign == ','
                && full
                && has(job, NameWords.JOB)
                && !isCapital(job)
                && !(w > 0 && TOWARDS.contains(words.hash(w - 1)));
    }

    /// `34 ans`; an unknown word with fewer years is rather a skill.
    private boolean isAge(int w, int number) {
        int digits = words.length(number);
        boolean grown = digits == 2 && (words.letter(number, 0) > '1' || words.letter(number, 1) > '7');
        return YEARS.contains(words.hash(number + 1))
                && (grown || (digits < 3 && (number > w + 1 || has(w, SURE_NAME))));
    }

    private boolean isAgedFrom(int w) {
        return words.hasDigit(w) || words.hash(w) == WordHash.of("de");
    }

    /// Whether a name that opens a sentence is called, or owns something: `Anna, can you`, `Anna's car`.
    boolean isAddressedOrOwner(int w) {
        if (has(w, NameWords.COMMON | NO_PERSON) || !isWritten(w)) {
            return false;
        }
        boolean called = has(w, NameWords.RARE)
                && w + 1 < flags.length
                && !isCapital(w + 1)
                && text.startsWith(", ", words.end(w));
        return called || Names.isPossessive(text, words, w);
    }

    /// Whether a word says nothing but a name: in no list at all, and written like one.
    boolean isUnknown(int w) {
        return flags[w] == 0 && isWritten(w);
    }

    /// One word at least may be a name, and none is something else.
    private boolean isPlausible(int w, int end) {
        boolean name = false;
        for (int i = w; i < end; i++) {
            boolean inner = i > w && (has(i, NameWords.PARTICLE) || words.length(i) == 1);
            if (!inner && (has(i, NO_PERSON) && !has(i, NameWords.KNOWN))) {
                return false;
            }
            name |= isUnknown(i) || (has(i, SURE_NAME | NameWords.WORD) && isWritten(i));
        }
        return name && (!has(w, NameWords.COMMON) || has(w, NameWords.FIRST | NameWords.LAST));
    }

    /// Three letters at least, the first in upper case and not the last, and no digit.
    private boolean isWritten(int w) {
        return words.length(w) > 2
                && isCapital(w)
                && Character.isLowerCase(text.charAt(words.end(w) - 1))
                && Character.isLowerCase(text.charAt(words.start(w) + 1))
                && !words.hasDigit(w);
    }

    /// A comma or a quotation mark before `said`, not before what is only told: `", said Anna`.
    private boolean followsSpeech(int verb) {
        int at = words.start(verb) - 1;
        if (at < 1 || text.charAt(at) != ' ') {
            return at == 0;
        }
        char before = text.charAt(at - 1);
        return ",!?\"”»".indexOf(before) >= 0;
    }

    private boolean isClosed(int end) {
        int at = words.end(end - 1);
        return at >= text.length() || ",!.:;\n\r".indexOf(text.charAt(at)) >= 0;
    }

    private boolean isNewLine(int w) {
        return text.substring(words.end(w - 1), words.start(w)).indexOf('\n') >= 0;
    }

    private boolean isLineEnd(int end) {
        int at = words.end(end - 1);
        return at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private boolean has(int w, int wanted) {
        return (flags[w] & wanted) != 0;
    }

    private boolean isCapital(int w) {
        return Character.isUpperCase(text.charAt(words.start(w)));
    }

    private static Set<Long> hashes(String words) {
        return Stream.of(words.split(" ", -1)).map(WordHash::of).collect(Collectors.toUnmodifiableSet());
    }
}
