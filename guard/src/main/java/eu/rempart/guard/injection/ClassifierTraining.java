package eu.rempart.guard.injection;

import eu.rempart.guard.text.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Trains the classifier that the guard ships: a logistic model by AdaGrad, on the window of each
/// text that looks most like an attack (multiple-instance learning). The same examples in the same
/// order give the same bytes. Used by one thread.
public final class ClassifierTraining {
    /// A labelled text.
    ///
    /// @param text any text
    /// @param attack what it is
    /// @param document whether it came from a document, the web or a tool
    /// @param held whether it is kept apart for the calibration instead of being trained on; the
    ///     families and sources of these must not occur among the others
    public record Example(String text, boolean attack, boolean document, boolean held) {}

    /// How the trained model does.
    ///
    /// @param trained the examples it was trained on
    /// @param held the examples it was calibrated on
    /// @param bytes its size
    public record Outcome(int trained, int held, int bytes) {}

    private static final int EPOCHS = 8;
    private static final double RATE = 0.3;
    private static final double DECAY = 1e-4;

    /// A false alarm costs more than a missed attack.
    private static final double HARMLESS_WEIGHT = 2;

    private static final int MOST_WINDOWS = 400;
    private static final int LARGEST_QUANTUM = 127;
    private static final long SEED = 20_261_127;

    private final TextReader reader = new TextReader();
    private final float[] weights = new float[WindowFeatures.BUCKETS];
    private final float[] squares = new float[WindowFeatures.BUCKETS];
    private final float[] dense = new float[Classifier.DENSE];
    private final float[] denseSquares = new float[Classifier.DENSE];

    /// An example as the model sees it.
    private static final class Prepared {
        private final List<int[]> windows;
        private final double[] dense;
        private final Example example;

        Prepared(List<int[]> windows, double[] dense, Example example) {
            this.windows = windows;
            this.dense = dense;
            this.example = example;
        }
    }

    public ClassifierTraining() {}

    /// Trains on the examples and writes the model.
    ///
    /// @throws IOException if it cannot be written
    /// @throws IllegalArgumentException if no example is held apart
    public Outcome train(List<Example> examples, OutputStream model) throws IOException {
        List<Prepared> trained = new ArrayList<>();
        List<Prepared> held = new ArrayList<>();
        for (Example example : examples) {
            (example.held() ? held : trained).add(prepare(example));
        }
        if (held.isEmpty()) {
            throw new IllegalArgumentException("no example is held apart: the score could not be calibrated");
        }
        fit(trained);
        float scale = quantise();
        float[] calibrated = calibrate(held);
        byte[] quantised = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            quantised[i] = (byte) Math.round(weights[i] / scale);
        }
        Classifier classifier = new Classifier(quantised, scale, dense, calibrated[0], calibrated[1]);
        CountingStream counted = new CountingStream(model);
        classifier.write(counted);
        return new Outcome(trained.size(), held.size(), counted.bytes);
    }

    private Prepared prepare(Example example) {
        TextReader.Evidence evidence = reader.read(Reading.of(example.text()));
        ConceptHits hits = evidence.hits();
        WindowFeatures window = new WindowFeatures(hits, example.document());
        List<int[]> windows = new ArrayList<>();
        int from = 0;
        int to;
        do {
            to = window.windowEnd(from);
            window.read(from, to);
            windows.add(Arrays.copyOf(window.features, window.count));
            from = WindowFeatures.nextStart(from, to);
        } while (to < hits.words.count() && windows.size() < MOST_WINDOWS);
        return new Prepared(
                windows, Classifier.dense(evidence.points(), example.document(), hits.words.count()), example);
    }

    private void fit(List<Prepared> examples) {
        Arrays.fill(squares, 1e-2f);
        Arrays.fill(denseSquares, 1e-2f);
        dense[0] = -2;
        dense[1] = 1;
        Random random = new Random(SEED);
        List<Prepared> order = new ArrayList<>(examples);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (Prepared example : order) {
                step(example);
            }
        }
    }

    private void step(Prepared example) {
        int[] window = strongest(example);
        double target = example.example.attack() ? 1 : 0;
        double gradient = (1 / (1 + Math.exp(-margin(example, window))) - target)
                * (example.example.attack() ? 1 : HARMLESS_WEIGHT);
        double each = gradient / Math.sqrt(Math.max(1, window.length));
        for (int feature : window) {
            double slope = each + DECAY * weights[feature];
            squares[feature] += (float) (slope * slope);
            weights[feature] -= (float) (RATE * slope / Math.sqrt(squares[feature]));
        }
        for (int i = 0; i < dense.length; i++) {
            double slope = gradient * example.dense[i];
            if (slope != 0) {
                denseSquares[i] += (float) (slope * slope);
                dense[i] -= (float) (RATE * slope / Math.sqrt(denseSquares[i]));
            }
        }
    }

    private int[] strongest(Prepared example) {
        int[] best = example.windows.getFirst();
        for (int[] window : example.windows) {
            if (sum(window) > sum(best)) {
                best = window;
            }
        }
        return best;
    }

    private double sum(int[] window) {
        double sum = 0;
        for (int feature : window) {
            sum += weights[feature];
        }
        return window.length == 0 ? 0 : sum / Math.sqrt(window.length);
    }

    private double margin(Prepared example, int[] window) {
        double margin = sum(window);
        for (int i = 0; i < dense.length; i++) {
            margin += dense[i] * example.dense[i];
        }
        return margin;
    }

    /// Rounds the weights to what eight bits hold; returns the size of one step. The few largest are
    /// cut, so that the step stays small.
    private float quantise() {
        float[] sorted = weights.clone();
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Math.abs(sorted[i]);
        }
        Arrays.sort(sorted);
        float scale = Math.max(1e-6f, sorted[sorted.length - 1 - sorted.length / 10_000] / LARGEST_QUANTUM);
        for (int i = 0; i < weights.length; i++) {
            int steps = Math.max(-LARGEST_QUANTUM, Math.min(LARGEST_QUANTUM, Math.round(weights[i] / scale)));
            weights[i] = steps * scale;
        }
        return scale;
    }

    /// Fits slope and offset on texts that were not trained on (Platt, 1999), attacks and harmless
    /// texts counting the same in total.
    private float[] calibrate(List<Prepared> held) {
        double attacks = held.stream().filter(e -> e.example.attack()).count();
        double harmless = held.size() - attacks;
        double slope = 1;
        double offset = 0;
        for (int round = 0; round < 4_000; round++) {
            double slopeGradient = 0;
            double offsetGradient = 0;
            for (Prepared example : held) {
                double margin = margin(example, strongest(example));
                boolean attack = example.example.attack();
                double share = attack ? 0.5 / Math.max(1, attacks) : 0.5 / Math.max(1, harmless);
                double error = (1 / (1 + Math.exp(-(slope * margin + offset))) - (attack ? 1 : 0)) * share;
                slopeGradient += error * margin;
                offsetGradient += error;
            }
            slope -= slopeGradient;
            offset -= offsetGradient;
        }
        return new float[] {(float) slope, (float) offset};
    }

    private static final class CountingStream extends OutputStream {
        private final OutputStream out;
        private int bytes;

        CountingStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] source, int from, int length) throws IOException {
            out.write(source, from, length);
            bytes += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
