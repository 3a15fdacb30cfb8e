package eu.rempart.core.knowledge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.analysis.util.ElisionFilter;

/// Breaks text of one language into the terms of the index. Accents go before stemming, so that
/// "résilié" and "resilie" meet; function words go altogether.
///
/// Thread-safe, as Lucene's analyzers are.
final class LanguageAnalyzer extends Analyzer {
    /// What people write for the same thing, as one word for one word; misspellings are left to the
    /// fuzzy search.
    private static final Map<Language, Map<String, String>> SAME = Map.of(
            Language.FRENCH,
            Map.ofEntries(
                    Map.entry("mail", "email"),
                    Map.entry("mails", "email"),
                    Map.entry("emails", "email"),
                    Map.entry("courriel", "email"),
                    Map.entry("boulot", "emploi"),
                    Map.entry("taf", "emploi"),
                    Map.entry("job", "emploi"),
                    Map.entry("jobs", "emploi"),
                    Map.entry("travail", "emploi"),
                    Map.entry("tel", "telephone"),
                    Map.entry("portable", "telephone"),
                    Map.entry("foto", "photo"),
                    Map.entry("patron", "employeur"),
                    Map.entry("chef", "employeur"),
                    Map.entry("secu", "securite"),
                    Map.entry("candidater", "postuler"),
                    Map.entry("euros", "argent"),
                    Map.entry("annonce", "offre"),
                    Map.entry("annonces", "offre"),
                    Map.entry("effacer", "supprimer"),
                    Map.entry("virer", "supprimer"),
                    Map.entry("cacher", "masquer"),
                    Map.entry("modifier", "changer"),
                    Map.entry("visioconference", "visio")),
            Language.ENGLISH,
            Map.ofEntries(
                    Map.entry("mail", "email"),
                    Map.entry("mails", "email"),
                    Map.entry("resume", "cv"),
                    Map.entry("resumes", "cv"),
                    Map.entry("picture", "photo"),
                    Map.entry("pic", "photo"),
                    Map.entry("boss", "employer"),
                    Map.entry("kids", "children"),
                    Map.entry("baby", "children"),
                    Map.entry("erase", "delete"),
                    Map.entry("remove", "delete"),
                    Map.entry("modify", "change"),
                    Map.entry("edit", "change"),
                    Map.entry("update", "change"),
                    Map.entry("wage", "salary"),
                    Map.entry("login", "signin"),
                    Map.entry("telephone", "phone"),
                    Map.entry("vacancy", "job"),
                    Map.entry("vacancies", "job")));
    /// Phrases made of function words that do say something, as one word.
    private static final Map<Language, Map<String, String>> PHRASES = Map.of(
            Language.FRENCH,
            Map.of(
                    "ou en est", "statut",
                    "ou en sont", "statut",
                    "en cours", "encours",
                    "parlez-moi de vous", "presentation",
                    "qui es-tu", "identite",
                    "qui es tu", "identite",
                    "qui etes-vous", "identite",
                    "qui etes vous", "identite"),
            Language.ENGLISH,
            Map.of(
                    "sign up", "signup",
                    "sign in", "signin",
                    "signing in", "signin",
                    "log in", "signin",
                    "logging in", "signin",
                    "logged in", "signin",
                    "about yourself", "aboutyourself",
                    "opt out", "optout",
                    "who are you", "whoareyou"));

    private static final CharArraySet FRENCH_ARTICLES = CharArraySet.unmodifiableSet(new CharArraySet(
            Set.of("l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"), true));

    private final Language language;
    private final CharArraySet functionWords;

    LanguageAnalyzer(Language language) {
        this.language = language;
        this.functionWords = CharArraySet.unmodifiableSet(new CharArraySet(FunctionWords.of(language), false));
    }

    /// The distinct terms of a text, in their order, at most `max`.
    Set<String> terms(String text, int max) {
        Set<String> terms = new LinkedHashSet<>();
        collect(text, max, terms);
        return terms;
    }

    /// All terms of a text, in their order.
    List<String> allTerms(String text) {
        List<String> terms = new ArrayList<>();
        collect(text, Integer.MAX_VALUE, terms);
        return terms;
    }

    private void collect(String text, int max, Collection<String> terms) {
        String plain = FunctionWords.fold(text);
        for (Map.Entry<String, String> phrase :
                PHRASES.getOrDefault(language, Map.of()).entrySet()) {
            plain = plain.replace(phrase.getKey(), phrase.getValue());
        }
        try (TokenStream stream = tokenStream("", plain)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (terms.size() < max && stream.incrementToken()) {
                terms.add(term.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading a text in memory", e);
        }
    }

    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
        // Enough for two European languages, and much quicker to start than the tokenizer for all
        // scripts.
        Tokenizer tokenizer = CharTokenizer.fromTokenCharPredicate(c -> c == '\'' || Character.isLetterOrDigit(c));
        TokenStream stream =
                switch (language) {
                    case FRENCH -> new ElisionFilter(tokenizer, FRENCH_ARTICLES);
                    case ENGLISH -> new Contractions(tokenizer);
                };
        stream = new StopFilter(stream, functionWords);
        stream = new LengthFilter(stream, 2, 64);
        stream = new SameWords(stream, SAME.getOrDefault(language, Map.of()));
        stream = switch (language) {
            case FRENCH -> new FrenchLightStemFilter(stream);
            case ENGLISH -> new PorterStemFilter(stream);
        };
        return new TokenStreamComponents(tokenizer, stream);
    }

    /// "what's", "don't", "I'm": the word before the apostrophe.
    private static final class Contractions extends TokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

        Contractions(TokenStream input) {
            super(input);
        }

        @Override
        public boolean incrementToken() throws IOException {
            if (!input.incrementToken()) {
                return false;
            }
            for (int i = 1; i < term.length(); i++) {
                if (term.charAt(i) == '\'') {
                    term.setLength(i);
                }
            }
            return true;
        }
    }

    private static final class SameWords extends TokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final Map<String, String> same;

        SameWords(TokenStream input, Map<String, String> same) {
            super(input);
            this.same = same;
        }

        @Override
        public boolean incrementToken() throws IOException {
            if (!input.incrementToken()) {
                return false;
            }
            String other = same.get(term.toString());
            if (other != null) {
                term.setEmpty().append(other);
            }
            return true;
        }
    }
}
