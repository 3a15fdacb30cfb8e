package eu.rempart.core.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads help pages: files `LANGUAGE/TOPIC/ID.md`, UTF-8, each with a YAML front matter.
///
/// Stateless. Every method reads all files and reports all broken ones together.
public final class KnowledgeFiles {
    private static final String RESOURCE_ROOT = "knowledge/";
    private static final int MAX_FILES = 10_000;
    private static final int MAX_FILE_BYTES = 64 * 1024;

    private KnowledgeFiles() {}

    /// Reads the pages below a folder. Files that do not end in `.md` are not looked at.
    ///
    /// @throws InvalidKnowledgeException if a page is broken, or there is none
    /// @throws UncheckedIOException if the folder or a file in it cannot be read
    public static List<KnowledgeEntry> read(Path root) {
        try (Stream<Path> files = Files.walk(root, 4)) {
            List<String> names = files.filter(file -> file.toString().endsWith(".md") && Files.isRegularFile(file))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .limit(MAX_FILES + 1L)
                    .toList();
            return read(names, root.toString(), name -> Files.newInputStream(root.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException("The knowledge in " + root + " cannot be read", e);
        }
    }

    /// Reads the pages from the class path: those that `knowledge/index.txt` lists, one path below
    /// `knowledge/` on a line. A class path cannot be listed, hence the index.
    ///
    /// @throws InvalidKnowledgeException if the index or a page that it lists is missing, or a page
    ///     is broken
    /// @throws UncheckedIOException if a resource cannot be read
    public static List<KnowledgeEntry> readResources(ClassLoader loader) {
        List<String> names;
        try (InputStream index = loader.getResourceAsStream(RESOURCE_ROOT + "index.txt")) {
            if (index == null) {
                throw new InvalidKnowledgeException(List.of(RESOURCE_ROOT + "index.txt: is not on the class path"));
            }
            names = decode(index.readNBytes(MAX_FILES * 128))
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE_ROOT + "index.txt cannot be read", e);
        }
        return read(names, RESOURCE_ROOT + "index.txt", name -> {
            InputStream page = loader.getResourceAsStream(RESOURCE_ROOT + name);
            if (page == null) {
                throw new IllegalArgumentException("is in the index, but not on the class path");
            }
            return page;
        });
    }

    private interface Pages {
        InputStream open(String name) throws IOException;
    }

    private static List<KnowledgeEntry> read(List<String> names, String where, Pages pages) {
        if (names.isEmpty() || names.size() > MAX_FILES) {
            throw new InvalidKnowledgeException(
                    List.of(where + ": holds " + (names.isEmpty() ? "no page" : "too many pages")));
        }
        List<KnowledgeEntry> entries = new ArrayList<>(names.size());
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        // Side by side, as the start of the platform waits for it; the order stays that of the names.
        for (Outcome outcome :
                names.parallelStream().map(name -> outcome(name, pages)).toList()) {
            switch (outcome) {
                case Outcome.Page page -> {
                    if (seen.add(
                            page.entry().language().code() + '/' + page.entry().id())) {
                        entries.add(page.entry());
                    } else {
                        problems.add(page.name() + ": another page of this language has the same id");
                    }
                }
                case Outcome.Problem problem -> problems.add(problem.message());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidKnowledgeException(problems);
        }
        return List.copyOf(entries);
    }

    private sealed interface Outcome {
        record Page(String name, KnowledgeEntry entry) implements Outcome {}

        record Problem(String message) implements Outcome {}
    }

    private static Outcome outcome(String name, Pages pages) {
        try {
            return new Outcome.Page(name, parse(name, pages));
        } catch (IllegalArgumentException e) {
            return new Outcome.Problem(name + ": " + e.getMessage());
        } catch (CharacterCodingException e) {
            return new Outcome.Problem(name + ": is not UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    private static KnowledgeEntry parse(String name, Pages pages) throws IOException {
        PagePath path = PagePath.of(name);
        byte[] bytes;
        try (InputStream page = pages.open(name)) {
            bytes = page.readNBytes(MAX_FILE_BYTES + 1);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw new IllegalArgumentException("is larger than 64 KiB");
        }
        return PageParser.parse(path, decode(bytes));
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
