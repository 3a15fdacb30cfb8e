package eu.rempart.server.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The commands of a Markdown page that are to be tested: each `bash` block under a comment `tested`.
///
/// `<!-- tested; shows: one | two -->` also says what must be in the output, literally.
record Guide(List<Block> blocks) {

    private static final Pattern TESTED = Pattern.compile("<!-- tested(?:; shows: (.+))? -->");
    private static final String FENCE = "```";

    /// One block of commands.
    ///
    /// @param line where it begins in the page, counted from 1
    /// @param shows what its output must contain
    record Block(int line, String commands, List<String> shows) {}

    static Guide read(Path page) throws IOException {
        List<String> lines = Files.readAllLines(page);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher comment = TESTED.matcher(lines.get(i));
            if (!comment.matches()) {
                continue;
            }
            if (!lines.get(i + 1).equals(FENCE + "bash")) {
                throw new IllegalStateException(page + ":" + (i + 1) + ": under the comment there is no bash block");
            }
            int begin = i + 2;
            int end = begin;
            while (!lines.get(end).equals(FENCE)) {
                end++;
            }
            String shows = comment.group(1);
            blocks.add(new Block(
                    begin,
                    String.join("\n", lines.subList(begin, end)),
                    shows == null
                            ? List.of()
                            : Stream.of(shows.split(" \\| ", -1)).toList()));
            i = end;
        }
        return new Guide(List.copyOf(blocks));
    }
}
