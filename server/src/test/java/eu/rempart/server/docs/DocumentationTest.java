package eu.rempart.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages that people read in the repository hold together.
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
    /// Made by the browser test, which may run after this one.
    private static final Path PICTURES = ROOT.resolve("docs/images");

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1);
                if (target.startsWith("https://")) {
                    continue;
                }
                links++;
                Path file = page.resolveSibling(target).normalize();
                if (!Files.exists(file) && !file.startsWith(PICTURES)) {
                    broken.add(ROOT.relativize(page) + " -> " + target);
                }
            }
        }
        assertThat(links).isGreaterThan(30);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyDecisionIsInTheIndexAndHasItsFourParts() throws IOException {
        Path folder = ROOT.resolve("docs/decisions");
        String index = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> decisions =
                    files.filter(file -> !file.endsWith("README.md")).toList();
            assertThat(decisions).hasSizeGreaterThan(9).allSatisfy(decision -> {
                assertThat(index).contains("(" + decision.getFileName() + ")");
                assertThat(Files.readString(decision))
                        .contains("**Context.**", "**Decision.**", "**Measured.**", "**Consequences.**");
            });
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path folder : List.of(ROOT.resolve("docs"), ROOT)) {
            try (Stream<Path> files = Files.walk(folder, folder.equals(ROOT) ? 1 : 5)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }
}
