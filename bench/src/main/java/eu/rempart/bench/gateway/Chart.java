package eu.rempart.bench.gateway;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Bars as SVG: one group for each measure, one bar for each target.
final class Chart {
    private static final int LEFT = 90;
    private static final int BARS = 420;
    private static final int WIDTH = 620;
    private static final int BAR = 18;

    private final List<String> targets;
    private final StringBuilder svg = new StringBuilder();
    private int height = 10;

    Chart(List<String> targets) {
        this.targets = targets;
    }

    /// Adds a group. What was not measured has no bar.
    void group(String title, Function<String, OptionalDouble> value, String format) {
        double most = targets.stream()
                .map(value)
                .flatMapToDouble(OptionalDouble::stream)
                .max()
                .orElse(0);
        if (most <= 0) {
            return;
        }
        height += 20;
        text(10, title, " font-weight=\"bold\"");
        height += 8;
        for (var target : targets) {
            var measured = value.apply(target);
            if (measured.isPresent()) {
                bar(target, measured.getAsDouble(), most, format);
            }
        }
        height += 8;
    }

    /// The whole picture.
    String svg() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + (height + 6)
                + "\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
                + svg + "</svg>\n";
    }

    private void bar(String target, double value, double most, String format) {
        double width = Math.max(1, BARS * value / most);
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LEFT,
                height,
                width,
                BAR - 4,
                target.equals("rempart") ? "#1f5fa8" : "#9aa5b1"));
        height += BAR - 7;
        text(10, target, "");
        text(LEFT + (int) width + 6, String.format(Locale.ROOT, format, value), "");
        height += 7;
    }

    private void text(int x, String content, String attributes) {
        svg.append("<text x=\"" + x + "\" y=\"" + height + "\" fill=\"#1b1f24\"" + attributes + ">" + content
                + "</text>\n");
    }
}
