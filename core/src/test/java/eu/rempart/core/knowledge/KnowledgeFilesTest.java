package eu.rempart.core.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnowledgeFilesTest {
    private static final String PAGE = """
      ---
      id: photo
      title: "A photo"
      topic: profile
      keywords: ["photo"]
      questions: ["How do I add a photo?"]
      updated: 2026-11-22
      ---

      Open **Profile**.
      """;

    @TempDir
    private Path root = Path.of("");

    @Test
    void everyShippedPageExistsInBothLanguages() {
        Map<Language, Set<String>> ids = KnowledgeFiles.read(ShippedPages.ROOT).stream()
                .collect(Collectors.groupingBy(
                        KnowledgeEntry::language,
                        Collectors.mapping(entry -> entry.topic() + '/' + entry.id(), Collectors.toSet())));

        assertThat(ids.get(Language.FRENCH)).hasSizeGreaterThanOrEqualTo(40);
        assertThat(ids.get(Language.ENGLISH)).isEqualTo(ids.get(Language.FRENCH));
    }

    @Test
    void theIndexListsExactlyTheShippedPages() throws IOException {
        List<String> pages = KnowledgeFiles.read(ShippedPages.ROOT).stream()
                .map(e -> e.language().code() + '/' + e.topic() + '/' + e.id() + ".md")
                .sorted()
                .toList();

        assertThat(Files.readAllLines(ShippedPages.ROOT.resolve("index.txt"))).isEqualTo(pages);
    }

    @Test
    void shippedPagesAreShortEnoughToRead() {
        assertThat(KnowledgeFiles.read(ShippedPages.ROOT)).allSatisfy(entry -> assertThat(entry.markdown()
                        .lines()
                        .mapToInt(line -> line.split(" ").length)
                        .sum())
                .as(entry.id())
                .isBetween(80, 260));
    }

    @Test
    void frenchPagesUseFrenchTypography() {
        assertThat(KnowledgeFiles.read(ShippedPages.ROOT))
                .filteredOn(entry -> entry.language() == Language.FRENCH)
                .allSatisfy(entry -> assertThat(entry.title() + entry.questions() + entry.markdown())
                        .as(entry.id())
                        .doesNotContain("'", "\" ", " ;", " !", " ?", " :", "« ", " »"));
    }

    @Test
    void thePagesOfTheClassPathAreThoseOfTheFolder() {
        assertThat(KnowledgeFiles.readResources(new FolderLoader(ShippedPages.ROOT)))
                .containsExactlyInAnyOrderElementsOf(KnowledgeFiles.read(ShippedPages.ROOT));
    }

    @Test
    void aMissingIndexIsSaid() {
        assertThatThrownBy(() -> KnowledgeFiles.readResources(new FolderLoader(root)))
                .isInstanceOf(InvalidKnowledgeException.class)
                .hasMessageContaining("knowledge/index.txt");
    }

    @Test
    void aPathInTheIndexCannotLeaveTheFolder() throws IOException {
        Files.writeString(root.resolve("index.txt"), "fr/../../../etc/passwd.md\n");

        assertThatThrownBy(() -> KnowledgeFiles.readResources(new FolderLoader(root)))
                .isInstanceOf(InvalidKnowledgeException.class)
                .hasMessageContaining("fr/../../../etc/passwd.md");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
          title: "A photo"      | title: ""             | title: is empty
          title: "A photo"      | titel: x              | unknown key titel
          id: photo             | id: other             | id: must be photo
          topic: profile        | topic: account        | topic: must be profile
          keywords: ["photo"]   | keywords: []          | keywords: give at least one
          keywords: ["photo"]   | keywords: [429]       | keywords: put 429 in quotation marks
          keywords: ["photo"]   | keywords: photo       | keywords: is missing or not a list
          updated: 2026-11-22   | updated: yesterday    | updated: write a day as 2026-11-22
          topic: profile        | id: photo             | the front matter is not YAML
          title: "A photo"      | title: "A photo       | the front matter is not YAML
          Open **Profile**.     | ''                    | text: is empty
          """)
    void aBrokenPageIsNamedWithWhatIsWrong(String good, String bad, String message) throws IOException {
        write("en/profile/photo.md", PAGE.replace(good, bad));

        assertThatThrownBy(() -> KnowledgeFiles.read(root))
                .isInstanceOf(InvalidKnowledgeException.class)
                .hasMessageContaining("en/profile/photo.md: " + message);
    }

    @Test
    void allBrokenPagesAreNamedTogether() throws IOException {
        write("en/profile/photo.md", "no front matter");
        write("fr/photo.md", PAGE);

        assertThatThrownBy(() -> KnowledgeFiles.read(root))
                .hasMessageContaining("en/profile/photo.md: begins with a line ---")
                .hasMessageContaining("fr/photo.md: a page belongs at");
    }

    @Test
    void textThatIsNotUtf8IsSaid() throws IOException {
        write("en/profile/photo.md", "");
        Files.write(
                root.resolve("en/profile/photo.md"), PAGE.replace("photo?", "é").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> KnowledgeFiles.read(root)).hasMessageContaining("en/profile/photo.md: is not UTF-8");
    }

    @Test
    void anEmptyFolderIsAnError() {
        assertThatThrownBy(() -> KnowledgeFiles.read(root))
                .isInstanceOf(InvalidKnowledgeException.class)
                .hasMessageContaining("no page");
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    /// A class path whose `knowledge/` is a folder.
    private static final class FolderLoader extends ClassLoader {
        private final Path folder;

        FolderLoader(Path folder) {
            this.folder = folder;
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            try {
                Path file = folder.resolve(name.substring("knowledge/".length()));
                return Files.isRegularFile(file) ? new ByteArrayInputStream(Files.readAllBytes(file)) : null;
            } catch (IOException e) {
                return null;
            }
        }
    }
}
