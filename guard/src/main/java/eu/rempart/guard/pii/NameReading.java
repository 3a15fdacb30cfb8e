package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordHash;

/// Looks through one text for the names that begin at its words. Used by one thread.
final class NameReading {
    private static final int MOST_WORDS = 5;
    private static final long IVA = WordHash.of("iva");

    /// A longer title is not abbreviated: its dot ends a sentence.
    private static final int LONGEST_DOTTED = 5;

    private static final int NOT_IN_NAMES = NameWords.STOP
            | NameWords.TITLE
            | NameWords.ARTICLE
            | NameWords.VERB
            | NameWords.GREETING
            | NameWords.BEFORE_PLACE;

    private final String text;
    private final NormalText words;
    private final int[] flags;
    private final boolean shouted;
    private final NameSigns signs;
    private final SmallNames small;

    /// Whether the name that was found last was announced.
    boolean sure;

    NameReading(String text, NormalText words, int[] flags, NameWords table) {
        this.text = text;
        this.words = words;
        this.flags = flags;
        shouted = isShouted(text);
        signs = new NameSigns(text, words, flags);
        small = new SmallNames(text, words, flags, table);
    }

    /// The word after the name that begins with word `w`; `w` itself or less when there is none.
    int nameAt(int w) {
        sure = false;
        boolean first = has(w, NameWords.FIRST);
        boolean capital = isCapital(w);
        int addressed = w > 0 && has(w - 1, NameWords.TITLE) ? addressed(w, capital) : -1;
        if (addressed > w) {
            return addressed;
        }
        boolean irish = capital && words.letter(w, 0) == 'o' && small.isElided(w);
        if (irish && has(w + 1, NameWords.LAST) && isCapital(w + 1)) {
            return extend(w);
        }
        if (!capital && has(w, NameWords.PARTICLE) && isIntroduced(w)) {
            int introduced = small.introduced(w, isSelfIntroduced(w));
            sure = introduced > w;
            return introduced;
        }
        if (has(w, NameWords.STOP) && !has(w, NameWords.KNOWN) && !isTitled(w)) {
            return -1;
        }
        if (!capital) {
            return first ? lowerCase(w) : introducedFamily(w);
        }
        if (isPlace(w)
                || (w > 0
                        && isJoined(w - 1)
                        && isCapital(w - 1)
                        && text.charAt(words.end(w - 1)) == '-'
                        && !has(w - 1, NameWords.FIRST))) {
            return -1;
        }
        if (w > 0 && has(w, NameWords.PARTICLE) && isTitledParticle(w)) {
            sure = true;
            return extend(w);
        }
        if (isTitled(w) && !has(w, NameWords.TITLE)) {
            sure = true;
            return extend(w);
        }
        if ((isIntroduced(w) && !has(w, NameWords.TITLE)) || isLabelled(w) || isAnswer(w)) {
            sure = true;
            return words.length(w) > 1 || isInitial(w) ? extend(w) : -1;
        }
        if (isNoName(w)) {
            return -1;
        }
        if (isVietnamese(w)) {
            return Math.max(w + 3, extend(w));
        }
        int end = first ? byFirstName(w) : byFamilyName(w);
        if (shouted || isDigitOrLetter(w)) {
            return end;
        }
        int run = extend(w);
        if (signs.announce(w, run) || (end <= w && signs.explain(w, run))) {
            sure = true;
            return run;
        }
        return end;
    }

    private boolean isDigitOrLetter(int w) {
        return words.length(w) == 1 || words.hasDigit(w);
    }

    private int byFirstName(int w) {
        int end = extend(w);
        boolean several = end > w + 1;
        boolean family = several && familyWithin(w + 1, end);
        if (has(w, NameWords.KNOWN)) {
            return end;
        }
        if (has(w, NameWords.RARE)) {
            boolean opens = opensSentence(w);
            boolean thing = w > 0 && has(w - 1, NameWords.ARTICLE);
            return family
                            || (several && (!opens || isFollowedByVerb(end)))
                            || isFollowedByVerb(w + 1)
                            || isSpeaker(w)
                            || (opens && !shouted && signs.isAddressedOrOwner(w))
                            || (!opens && !thing && words.length(w) > 3 && !shouted && isCapitalByItself(w))
                    ? end
                    : -1;
        }
        // A first name that is also a word.
        boolean thing = w > 0 && has(w - 1, NameWords.ARTICLE);
        boolean unknown = end == w + 2
                && !has(w, NameWords.COMMON)
                && !thing
                && !opensSentence(w)
                && !has(w + 1, NOT_IN_NAMES)
                && (signs.isUnknown(w + 1) || (has(w + 1, NameWords.LAST_WORD) && !has(w + 1, NameWords.COMMON)));
        if ((family || unknown) && !has(w, NameWords.STOP)) {
            return end;
        }
        if (shouted) {
            return shoutedEnd(w);
        }
        if (!thing && isMet(w)) {
            return end;
        }
        boolean greeted = w > 0 && has(w - 1, NameWords.GREETING);
        return !thing && !has(w, NameWords.STOP) && (greeted || isFollowedByVerb(w + 1)) && words.length(w) > 2
                ? end
                : -1;
    }

    /// The end of the name in `CLAIRE PETIT` on a line of its own, and in `PIERRE EST TOMBÉ`; -1 without one.
    private int shoutedEnd(int w) {
        if (w + 1 >= flags.length || !isJoined(w) || has(w, NameWords.STOP | NameWords.BRAND)) {
            return -1;
        }
        boolean line = (w == 0 || isNewLine(w))
                && has(w + 1, NameWords.LAST | NameWords.LAST_WORD)
                && !has(w + 1, NameWords.STOP)
                && (w + 2 == flags.length ? text.length() - words.end(w + 1) < 3 : isNewLine(w + 2));
        if (line) {
            return w + 2;
        }
        return opensSentence(w) && has(w + 1, NameWords.VERB) ? w + 1 : -1;
    }

    /// `J'ai vu Claire hier`: what stands before says that it is a person, and the capital that it is no word.
    private boolean isMet(int w) {
        return w > 0
                && words.length(w) > 3
                && !has(w, NameWords.STOP | NameWords.BRAND)
                && isCapitalByItself(w)
                && NameIntroductions.isBeforePerson(words.hash(w - 1));
    }

    private boolean isNewLine(int w) {
        return text.substring(words.end(w - 1), words.start(w)).indexOf('\n') >= 0;
    }

    /// `DUPONT Jean`, `Dupont, Jean`, `J. Dupont`.
    private int byFamilyName(int w) {
        if (has(w, NameWords.LAST)
                && isCapitals(w)
                && w + 1 < flags.length
                && has(w + 1, NameWords.FIRST)
                && isCapital(w + 1)
                && (isJoined(w) || isComma(w))
                && !has(w + 1, NameWords.STOP)) {
            return w + 2;
        }
        if (isInitial(w)
                && !has(w, NameWords.TITLE)
                && w + 1 < flags.length
                && isJoined(w)
                && has(w + 1, NameWords.LAST)
                && isCapital(w + 1)) {
            return extend(w);
        }
        if (hasMiddleInitial(w)) {
            return extend(w);
        }
        // "Tilly Nicholson": an unknown word before a family name.
        boolean pair = w + 1 < flags.length
                && isJoined(w)
                && isCapital(w + 1)
                && has(w + 1, NameWords.LAST)
                && !has(w + 1, NameWords.STOP)
                && !has(
                        w,
                        NameWords.GREETING
                                | NameWords.VERB
                                | NameWords.ARTICLE
                                | NameWords.TITLE
                                | NameWords.BEFORE_PLACE)
                && words.length(w) > 2
                && !shouted;
        if (pair
                && (!opensSentence(w)
                        || has(w, NameWords.LAST)
                        || (signs.isUnknown(w) && !has(w + 1, NameWords.COMMON))
                        || isFollowedByVerb(w + 2))) {
            return extend(w);
        }
        boolean family = has(w, NameWords.LAST) && words.length(w) > 3 && !has(w, NameWords.BRAND);
        boolean thing = w > 0 && has(w - 1, NameWords.ARTICLE);
        return family
                        && !thing
                        && !shouted
                        && ((!opensSentence(w) && isCapitalByItself(w))
                                || isFollowedByVerb(w + 1)
                                || isSpeaker(w)
                                || signs.isAddressedOrOwner(w))
                ? extend(w)
                : -1;
    }

    /// `Alvir D. Persson`, where neither word says anything else; `Alvir D Persson` needs a known name.
    private boolean hasMiddleInitial(int w) {
        return w + 2 < flags.length
                && words.length(w) > 2
                && !isCapitals(w)
                && isJoined(w)
                && (isInitial(w + 1)
                        || (words.length(w + 1) == 1
                                && isCapital(w + 1)
                                && signs.isUnknown(w)
                                && has(w + 2, NameWords.LAST)
                                && !has(w + 2, NameWords.COMMON)))
                && isJoined(w + 1)
                && isCapital(w + 2)
                && words.length(w + 2) > 2
                && !has(w, NOT_IN_NAMES)
                && !has(w + 2, NOT_IN_NAMES);
    }

    /// `What is your name? Arcuri`, `the name on the account? User: Arcuri`.
    private boolean isAnswer(int w) {
        int name = w - 1;
        if (name > 0 && text.charAt(words.end(name)) == ':') {
            name--;
        }
        return name >= 0
                && words.start(w) - words.end(name) < 16
                && NameIntroductions.isQuestion(words.hash(name), name > 1 ? words.hash(name - 2) : 0)
                && text.substring(words.end(name), words.start(w)).indexOf('?') >= 0;
    }

    /// `Partita IVA`, a tax, and `Lieu-dit`, the beginning of a word.
    private boolean isNoName(int w) {
        boolean tax = words.hash(w) == IVA && isCapitals(w) && !shouted;
        boolean half = w + 1 < flags.length
                && text.charAt(words.end(w)) == '-'
                && words.start(w + 1) == words.end(w) + 1
                && !isCapital(w + 1)
                && !has(w + 1, NameWords.FIRST);
        return tax || half;
    }

    /// `Nguyễn Văn An`, where the middle is a particle elsewhere and the last an article.
    private boolean isVietnamese(int w) {
        return w + 2 < flags.length
                && has(w, NameWords.LAST)
                && !has(w, NameWords.COMMON)
                && NameIntroductions.isVietnameseMiddle(words.hash(w + 1))
                && isCapital(w + 1)
                && isCapital(w + 2)
                && isJoined(w)
                && isJoined(w + 1);
    }

    /// `Mr. van der Berg`, `Mme Le Pen`, `mme martin`.
    private int addressed(int w, boolean capital) {
        if (!capital) {
            int titled = titledInLowerCase(w);
            if (titled > w) {
                return titled;
            }
        }
        int family = small.family(w);
        if (family < 0) {
            return -1;
        }
        sure = true;
        return isCapital(family) ? extend(w) : small.extend(family, false);
    }

    /// `mr. elliott`, `m. du Halgouet`.
    private int titledInLowerCase(int w) {
        if (has(w, NameWords.PARTICLE)
                && w + 1 < flags.length
                && isJoined(w)
                && isCapital(w + 1)
                && isTitledParticle(w)) {
            sure = true;
            return extend(w);
        }
        boolean dotted = text.charAt(words.end(w - 1)) == '.' && words.start(w) - words.end(w - 1) == 2;
        return !has(w, NameWords.STOP) && dotted && words.length(w - 1) > 1 && has(w, NameWords.LAST | NameWords.FIRST)
                ? w + 1
                : -1;
    }

    private boolean isTitledParticle(int w) {
        int from = words.end(w - 1);
        boolean dotted = words.start(w) - from == 2 && text.charAt(from) == '.';
        return has(w - 1, NameWords.TITLE) && dotted && isCapital(w - 1) && w + 1 < flags.length && isCapital(w + 1);
    }

    /// `Leverett: What a wife.`
    private boolean isSpeaker(int w) {
        boolean lineStart = w == 0 || isNewLine(w);
        return lineStart
                && words.end(w) + 1 < text.length()
                && text.charAt(words.end(w)) == ':'
                && text.charAt(words.end(w) + 1) == ' '
                && words.length(w) > 3;
    }

    /// Whether the words around it are written small, so that the capital means something.
    private boolean isCapitalByItself(int w) {
        boolean before = w > 0
                && !isCapital(w - 1)
                && words.sentence(w - 1) == words.sentence(w)
                && words.start(w) - words.end(w - 1) <= 2;
        boolean after = w + 1 >= flags.length || !isCapital(w + 1) || words.sentence(w + 1) != words.sentence(w);
        return before && after && !isCapitals(w) && text.charAt(words.start(w) - 1) == ' ';
    }

    /// `my name is nyberg`.
    private int introducedFamily(int w) {
        int end = isIntroduced(w) ? small.introduced(w, isSelfIntroduced(w)) : -1;
        sure = end > w;
        return end;
    }

    /// In lower case only an introduction, or a first name before a family name, makes a name.
    private int lowerCase(int w) {
        boolean introduced = isIntroduced(w) || (isLabelled(w) && has(w, NameWords.KNOWN | NameWords.RARE));
        boolean initial = w + 2 < flags.length && isJoined(w) && words.length(w + 1) == 1 && isBlankAfterDot(w + 1);
        int last = initial ? w + 2 : w + 1;
        boolean pair = last < flags.length
                && (initial || isJoined(w))
                && has(last, NameWords.LAST)
                && !has(last, NameWords.STOP | NameWords.PARTICLE)
                && words.length(last) > 3
                && !isCapital(last);
        if (introduced && !has(w, NameWords.STOP | NameWords.ARTICLE)) {
            sure = true;
            return small.extend(initial && pair ? last : w, isSelfIntroduced(w));
        }
        int lone = small.lone(w);
        if (lone > w && !pair) {
            return lone;
        }
        boolean known = pair
                && (has(w, NameWords.KNOWN)
                        || (has(w, NameWords.RARE) && !has(w, NameWords.COMMON) && !has(last, NameWords.COMMON)));
        return known && words.length(w) > 3 && !isPlace(w) ? last + 1 : -1;
    }

    private boolean isBlankAfterDot(int w) {
        return words.start(w + 1) - words.end(w) == 2 && text.startsWith(". ", words.end(w));
    }

    /// The word after a run of capitalised words, initials and particles that begins with `w`.
    private int extend(int w) {
        int end = w + 1;
        int next = w + 1;
        boolean uncertain = shouted && isCapitals(w);
        while (next < flags.length && next - w < MOST_WORDS && isJoined(next - 1)) {
            if (isCapital(next)) {
                boolean known = has(next, NameWords.FIRST | NameWords.LAST);
                boolean particle = has(next, NameWords.PARTICLE)
                        && next + 1 < flags.length
                        && isJoined(next)
                        && isCapital(next + 1)
                        && !has(next + 1, NameWords.STOP);
                boolean initial = isInitial(next) && next + 1 < flags.length && isJoined(next) && isCapital(next + 1);
                if ((has(next, NameWords.STOP) && !has(next, NameWords.KNOWN) && !particle && !initial)
                        || (uncertain && !known)) {
                    break;
                }
                boolean inner =
                        next + 1 < flags.length && isCapital(next + 1) && words.start(next + 1) - words.end(next) == 1;
                if (words.length(next) == 1 && !isInitial(next) && !inner) {
                    break;
                }
                end = next + 1;
                next++;
            } else if (has(next, NameWords.PARTICLE) && next + 1 < flags.length && isJoined(next)) {
                next++;
            } else {
                break;
            }
        }
        return end;
    }

    private boolean has(int w, int wanted) {
        return (flags[w] & wanted) != 0;
    }

    private boolean isCapital(int w) {
        return Character.isUpperCase(text.charAt(words.start(w)));
    }

    private boolean isCapitals(int w) {
        if (words.end(w) - words.start(w) < 2) {
            return false;
        }
        for (int i = words.start(w); i < words.end(w); i++) {
            if (Character.isLowerCase(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// Whether the whole text is in capitals, so that they say nothing.
    private static boolean isShouted(String text) {
        int lower = 0;
        for (int i = 0; i < text.length() && lower < 3; i++) {
            lower += Character.isLowerCase(text.charAt(i)) ? 1 : 0;
        }
        return lower < 3;
    }

    private boolean isInitial(int w) {
        return words.length(w) == 1 && isCapital(w) && words.end(w) < text.length() && text.charAt(words.end(w)) == '.';
    }

    /// Whether nothing but a blank, a hyphen, an apostrophe or the dot of an initial stands between
    /// a word and the next.
    private boolean isJoined(int w) {
        if (Names.isPossessive(text, words, w)) {
            return false;
        }
        int from = words.end(w);
        int to = words.start(w + 1);
        if (to - from == 1) {
            char c = text.charAt(from);
            return c == ' '
                    || c == '\u00a0'
                    || c == '\u202f'
                    || c == '-'
                    || c == '\''
                    || c == '’'
                    || (c == '.' && words.length(w) == 1);
        }
        return to - from == 2
                && text.charAt(from) == '.'
                && text.charAt(from + 1) == ' '
                && words.length(w) == 1
                && isCapital(w);
    }

    private boolean isComma(int w) {
        return words.start(w + 1) - words.end(w) == 2 && text.charAt(words.end(w)) == ',';
    }

    private boolean isTitled(int w) {
        if (w == 0 || !has(w - 1, NameWords.TITLE) || !isCapital(w)) {
            return false;
        }
        int from = words.end(w - 1);
        int to = words.start(w);
        boolean dotted = to - from == 2 && text.charAt(from) == '.' && text.charAt(from + 1) == ' ';
        boolean blank = to - from == 1
                && (text.charAt(from) == ' ' || text.charAt(from) == '\u00a0' || text.charAt(from) == '.');
        boolean abbreviated = words.length(w - 1) <= 2;
        return ((dotted && words.length(w - 1) <= LONGEST_DOTTED) || blank)
                && (isCapital(w - 1) || words.length(w - 1) > 2 || (dotted && isShortTitle(w - 1)))
                && !has(w, NameWords.STOP)
                && !(abbreviated && !dotted && !isCapital(w - 1));
    }

    /// `mr`, `ms`, `dr`, `sr`: not `m` and `me`, which end sentences.
    private boolean isShortTitle(int w) {
        char last = words.letter(w, words.length(w) - 1);
        return words.length(w) == 2 && (last == 'r' || last == 's');
    }

    private boolean isIntroduced(int w) {
        return w > 0
                && words.start(w) - words.end(w - 1) <= 3
                && (NameIntroductions.announce(w > 1 ? words.hash(w - 2) : 0, words.hash(w - 1))
                        || small.isPresented(w));
    }

    private boolean isSelfIntroduced(int w) {
        return w > 1
                && NameIntroductions.introduceSpeaker(
                        w > 2 ? words.hash(w - 3) : 0, words.hash(w - 2), words.hash(w - 1));
    }

    private boolean isLabelled(int w) {
        if (w == 0 || !NameIntroductions.isLabel(words.hash(w - 1))) {
            return false;
        }
        int gap = words.start(w) - words.end(w - 1);
        if (gap > 12) {
            return false;
        }
        String between = text.substring(words.end(w - 1), words.start(w));
        return between.indexOf(':') >= 0 && (gap <= 4 || between.substring(1).isBlank());
    }

    private boolean isPlace(int w) {
        return w > 0 && has(w - 1, NameWords.BEFORE_PLACE) && words.start(w) - words.end(w - 1) <= 1;
    }

    private boolean isFollowedByVerb(int w) {
        return w < flags.length && has(w, NameWords.VERB) && !isCapital(w) && words.start(w) - words.end(w - 1) == 1;
    }

    private boolean familyWithin(int from, int to) {
        for (int w = from; w < to; w++) {
            if (has(w, NameWords.LAST | NameWords.KNOWN)) {
                return true;
            }
        }
        return false;
    }

    private boolean opensSentence(int w) {
        return w == 0 || words.sentence(w) != words.sentence(w - 1);
    }
}
