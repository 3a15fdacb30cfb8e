package eu.rempart.server.cli;

import eu.rempart.guard.evaluation.Evaluation;
import eu.rempart.guard.evaluation.Labelled;
import eu.rempart.guard.evaluation.Score;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// How well the guard does on labelled texts.
@Command(
        name = "evaluate",
        description = "Measure the guard on labelled texts: shares found by source, language, kind and type, each with"
                + " its 95 %% confidence interval.",
        mixinStandardHelpOptions = true)
final class GuardEvaluateCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "JSON lines {\"text\", \"label\", \"lang\", \"kind\", \"source\", \"spans\"}; .gz is unpacked."
                            + " The label is injection or benign for attacks, secret or benign for credentials; without one the spans"
                            + " say where personal data is.")
    private List<Path> files = List.of();

    @Option(names = "--split", description = "Only lines with this split, such as test.", paramLabel = "NAME")
    private @Nullable String split;

    private final PrintStream out;
    private final PrintStream err;

    GuardEvaluateCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Evaluation evaluation = new Evaluation();
        LabelledLines lines = new LabelledLines();
        for (Path file : files) {
            List<Labelled> texts;
            try {
                texts = lines.read(file).stream()
                        .filter(line -> split == null || line.split().equals(split))
                        .map(LabelledLines.Line::text)
                        .toList();
            } catch (IOException e) {
                err.println("rempart: " + (e.getMessage() == null ? file : e.getMessage()) + ": cannot be read");
                return 1;
            }
            out.println(file.getFileName() + ": " + texts.size() + " texts");
            String heading = "";
            for (Score score : evaluation.run(texts)) {
                // A measure may have its group in its name.
                String by = " by " + score.by();
                String now = score.measure() + (score.measure().endsWith(by) ? "" : by);
                if (!now.equals(heading) && !score.by().equals("all")) {
                    out.println("  " + now);
                }
                heading = now;
                out.println(row(score));
            }
        }
        out.flush();
        return 0;
    }

    private static String row(Score score) {
        boolean all = score.by().equals("all");
        return String.format(
                Locale.ROOT,
                "%s%-64s %6d of %6d  %6.2f %%  (%.2f to %.2f)",
                all ? "  " : "    ",
                all ? score.measure() : shortened(score.group()),
                score.share().found(),
                score.share().of(),
                100 * score.share().value(),
                100 * score.share().low(),
                100 * score.share().high());
    }

    private static String shortened(String group) {
        return group.length() <= 60 ? group : group.substring(0, 59) + "…";
    }
}
