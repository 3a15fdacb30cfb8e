package eu.rempart.server.cli;

import eu.rempart.guard.injection.ClassifierTraining;
import eu.rempart.guard.injection.ClassifierTraining.Example;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Trains the classifier of attacks anew.
@Command(
        name = "train",
        description =
                "Train the classifier of attacks on labelled texts. Lines with split \"calibration\" calibrate the"
                        + " score, lines with split \"test\" are left out. The same files give the same bytes, in whatever order they are named.",
        mixinStandardHelpOptions = true)
final class GuardTrainCommand implements Callable<Integer> {

    private static final Comparator<Path> BY_NAME = Comparator.comparing(
                    (Path file) -> String.valueOf(file.getFileName()))
            .thenComparing(Path::toString);

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "JSON lines {\"text\", \"label\", \"split\", \"provenance\"}; .gz is unpacked."
                    + " The label is injection or benign.")
    private List<Path> files = List.of();

    @Option(names = "--out", required = true, description = "Where the model is written.", paramLabel = "FILE")
    private Path model = Path.of("");

    private final PrintStream out;
    private final PrintStream err;

    GuardTrainCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        List<Example> examples = new ArrayList<>();
        try {
            LabelledLines lines = new LabelledLines();
            // A shell sorts names by its locale.
            for (Path file : files.stream().sorted(BY_NAME).toList()) {
                for (LabelledLines.Line line : lines.read(file)) {
                    String label = line.text().label();
                    if (!label.equals("injection") && !label.equals("benign")) {
                        err.println("rempart: " + file + " has a line whose label is neither injection nor benign");
                        return 1;
                    }
                    if (!line.split().equals("test")) {
                        examples.add(example(line, label.equals("injection")));
                    }
                }
            }
            try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(model))) {
                ClassifierTraining.Outcome outcome = new ClassifierTraining().train(examples, bytes);
                out.println("trained on " + outcome.trained() + " texts, calibrated on " + outcome.held() + ", "
                        + outcome.bytes() + " bytes written to " + model);
            }
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            err.println("rempart: " + e.getMessage());
            return 1;
        }
    }

    private static Example example(LabelledLines.Line line, boolean attack) {
        return new Example(
                line.text().text(),
                attack,
                !line.provenance().isEmpty(),
                line.split().equals("calibration"));
    }
}
