package eu.rempart.guard.injection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// A linear model over [WindowFeatures], as a residual on what the rules say. Immutable and
/// thread-safe.
///
/// The weights are quantised to eight bits. `guard/MODEL.md` is its card: what it was trained on, how
/// well it does, where it fails.
final class Classifier {
    private static final int MAGIC = 0x52504731;

    /// How many points of the rules count, and in steps of which size.
    private static final double MOST_POINTS = 12;

    private static final double POINT_STEP = 3;

    /// What stands beside the hashed features: a constant, the rules' points, whether they reach MEDIUM
    /// and twice that, whether it is a document, and how long the text is: the strongest of many
    /// windows is stronger by chance.
    static final int DENSE = 6;

    private final byte[] weights;
    private final float scale;
    private final float[] dense;
    private final float slope;
    private final float offset;

    Classifier(byte[] weights, float scale, float[] dense, float slope, float offset) {
        this.weights = weights;
        this.scale = scale;
        this.dense = dense.clone();
        this.slope = slope;
        this.offset = offset;
    }

    static Classifier load() {
        try (InputStream in = Classifier.class.getResourceAsStream("classifier.bin")) {
            if (in == null) {
                throw new IllegalStateException("the classifier is missing from the library");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the classifier cannot be read", e);
        }
    }

    static Classifier read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        if (data.readInt() != MAGIC || data.readInt() != WindowFeatures.BUCKETS) {
            throw new IOException("not a classifier of this version");
        }
        float scale = data.readFloat();
        float slope = data.readFloat();
        float offset = data.readFloat();
        float[] dense = new float[DENSE];
        for (int i = 0; i < DENSE; i++) {
            dense[i] = data.readFloat();
        }
        byte[] weights = data.readNBytes(WindowFeatures.BUCKETS);
        if (weights.length != WindowFeatures.BUCKETS) {
            throw new IOException("a classifier that was cut off");
        }
        return new Classifier(weights, scale, dense, slope, offset);
    }

    void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(MAGIC);
        data.writeInt(WindowFeatures.BUCKETS);
        data.writeFloat(scale);
        data.writeFloat(slope);
        data.writeFloat(offset);
        for (float weight : dense) {
            data.writeFloat(weight);
        }
        data.write(weights);
        data.flush();
    }

    /// The model as it is before calibration: 0 is undecided, more speaks for an attack.
    double margin(ConceptHits hits, double points, boolean document) {
        WindowFeatures window = new WindowFeatures(hits, document);
        double most = Double.NEGATIVE_INFINITY;
        int from = 0;
        int to;
        do {
            to = window.windowEnd(from);
            window.read(from, to);
            int sum = 0;
            for (int i = 0; i < window.count; i++) {
                sum += weights[window.features[i]];
            }
            most = Math.max(most, window.count == 0 ? 0 : sum * scale / Math.sqrt(window.count));
            from = WindowFeatures.nextStart(from, to);
        } while (to < hits.words.count());
        double margin = most;
        double[] values = dense(points, document, hits.words.count());
        for (int i = 0; i < DENSE; i++) {
            margin += dense[i] * values[i];
        }
        return margin;
    }

    static double[] dense(double points, boolean document, int words) {
        return new double[] {
            1,
            Math.min(points, MOST_POINTS) / POINT_STEP,
            points >= Rule.MEDIUM ? 1 : 0,
            points >= 2 * Rule.MEDIUM ? 1 : 0,
            document ? 1 : 0,
            Math.log(1 + words / (double) WindowFeatures.SHORTEST_WINDOW)
        };
    }

    /// The share of attacks among unseen texts that look like this one, from 0 to 1.
    double probability(double margin) {
        return 1 / (1 + Math.exp(-(slope * margin + offset)));
    }
}
