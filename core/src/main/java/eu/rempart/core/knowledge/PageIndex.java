package eu.rempart.core.knowledge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/// The pages of one language in a Lucene index in memory. Immutable once built, thread-safe.
///
/// BM25 over title, questions, keywords and text finds the candidates; [Confidence] judges them.
/// Queries are built from terms, never parsed: what a person types has no syntax here.
final class PageIndex implements AutoCloseable {
    private static final Map<String, Float> BOOSTS =
            Map.of(PageTerms.TITLE, 3f, PageTerms.QUESTIONS, 3f, PageTerms.KEYWORDS, 2.5f, PageTerms.TEXT, 1f);

    private static final FieldType TYPE = fieldType();
    private static final String ORDINAL = "ordinal";
    /// What a word counts that is in every page: "application" tells no page from another, but it
    /// does tell that the question is for these pages.
    private static final double COMMON = 0.2;

    private static final int CANDIDATES = 10;

    private final LanguageAnalyzer analyzer;
    private final List<PageTerms> pages;
    private final Map<String, Integer> pagesWithTerm = new HashMap<>();
    private final Vocabulary vocabulary;
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    PageIndex(Language language, List<KnowledgeEntry> entries) {
        analyzer = new LanguageAnalyzer(language);
        pages = entries.stream().map(entry -> PageTerms.of(entry, analyzer)).toList();
        // The words of the texts are left out: among so many, something always looks like a stranger's
        // word.
        Set<String> subjects = new HashSet<>();
        pages.forEach(page -> subjects.addAll(page.subject()));
        vocabulary = new Vocabulary(subjects);
        for (PageTerms page : pages) {
            page.subject().forEach(term -> pagesWithTerm.merge(term, 1, Integer::sum));
            for (String term : page.mentioned()) {
                if (!page.subject().contains(term)) {
                    pagesWithTerm.merge(term, 1, Integer::sum);
                }
            }
        }
        try {
            write();
            reader = DirectoryReader.open(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("writing an index in memory", e);
        }
        searcher = new IndexSearcher(reader);
    }

    /// The pages that share a term with the question, the most probable answer first.
    List<Match> search(String question, int maxTerms) {
        Set<String> terms = analyzer.terms(question, maxTerms);
        if (terms.isEmpty() || pages.isEmpty()) {
            return List.of();
        }
        try {
            List<QuestionTerm> resolved = new ArrayList<>(terms.size());
            for (String term : terms) {
                resolved.add(resolve(term));
            }
            List<Match> matches = new ArrayList<>();
            for (PageTerms page : candidates(resolved)) {
                matches.add(new Match(
                        page.entry(),
                        Confidence.weigh(resolved, page, this::weight).probability()));
            }
            matches.sort(Comparator.comparingDouble(Match::confidence).reversed());
            return matches;
        } catch (IOException e) {
            throw new UncheckedIOException("reading an index in memory", e);
        }
    }

    @Override
    public void close() {
        try (directory) {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing an index in memory", e);
        }
    }

    private void write() throws IOException {
        // No merges and no threads: the index is written once, in one go.
        IndexWriterConfig config = new IndexWriterConfig()
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setMergeScheduler(new SerialMergeScheduler())
                .setUseCompoundFile(false);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (int i = 0; i < pages.size(); i++) {
                Document document = new Document();
                document.add(new StoredField(ORDINAL, i));
                pages.get(i)
                        .fields()
                        .forEach((field, terms) -> document.add(new Field(field, new TermStream(terms), TYPE)));
                writer.addDocument(document);
            }
        }
    }

    private double weight(String term) {
        double pagesWith = pagesWithTerm.getOrDefault(term, 0);
        double scaled = inverseFrequency(pagesWith) / inverseFrequency(0);
        return COMMON + (1 - COMMON) * scaled;
    }

    private double inverseFrequency(double pagesWith) {
        return Math.log(1 + (pages.size() - pagesWith + 0.5) / (pagesWith + 0.5));
    }

    private QuestionTerm resolve(String term) {
        if (pagesWithTerm.containsKey(term)) {
            return new QuestionTerm(weight(term), List.of(new QuestionTerm.Spelling(term, 1)));
        }
        List<QuestionTerm.Spelling> spellings = vocabulary.near(term);
        return spellings.isEmpty()
                ? new QuestionTerm(1, List.of())
                : new QuestionTerm(weight(spellings.getFirst().term()), spellings);
    }

    private List<PageTerms> candidates(List<QuestionTerm> question) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (QuestionTerm term : question) {
            List<Query> places = new ArrayList<>();
            for (QuestionTerm.Spelling spelling : term.spellings()) {
                BOOSTS.forEach((field, boost) -> places.add(new BoostQuery(
                        new TermQuery(new Term(field, spelling.term())), boost * (float) spelling.likeness())));
            }
            if (!places.isEmpty()) {
                query.add(new DisjunctionMaxQuery(places, 0.1f), BooleanClause.Occur.SHOULD);
            }
        }
        List<PageTerms> candidates = new ArrayList<>(CANDIDATES);
        for (ScoreDoc hit : searcher.search(query.build(), CANDIDATES).scoreDocs) {
            Number ordinal =
                    searcher.storedFields().document(hit.doc).getField(ORDINAL).numericValue();
            candidates.add(pages.get(ordinal.intValue()));
        }
        return candidates;
    }

    private static FieldType fieldType() {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.freeze();
        return type;
    }

    /// Terms that have been through the analyzer already.
    private static final class TermStream extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final List<String> terms;
        private int next;

        TermStream(List<String> terms) {
            this.terms = terms;
        }

        @Override
        public void reset() {
            next = 0;
        }

        @Override
        public boolean incrementToken() {
            if (next == terms.size()) {
                return false;
            }
            clearAttributes();
            term.append(terms.get(next++));
            return true;
        }
    }
}
