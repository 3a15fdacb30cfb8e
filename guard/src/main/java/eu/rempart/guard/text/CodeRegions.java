package eu.rempart.guard.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which parts of a Markdown text are code: fenced blocks and backtick spans (CommonMark 0.31,
/// sections 4.5 and 6.1).
final class CodeRegions {
    private final int[] starts;
    private final int[] ends;
    private int cursor;

    private CodeRegions(List<int[]> regions) {
        starts = regions.stream().mapToInt(r -> r[0]).toArray();
        ends = regions.stream().mapToInt(r -> r[1]).toArray();
    }

    /// Whether `position` is inside code. Positions must be asked in rising order.
    boolean contains(int position) {
        while (cursor < ends.length && ends[cursor] <= position) {
            cursor++;
        }
        return cursor < starts.length && starts[cursor] <= position;
    }

    static CodeRegions of(String text) {
        List<int[]> regions = new ArrayList<>();
        if (text.indexOf('`') < 0 && !text.contains("~~~")) {
            return new CodeRegions(regions);
        }
        int prose = 0;
        int line = 0;
        int fenceStart = -1;
        char fenceMark = 0;
        int fenceSize = 0;
        while (line < text.length()) {
            int end = text.indexOf('\n', line);
            end = end < 0 ? text.length() : end;
            int at = line;
            while (at < end && at < line + 3 && text.charAt(at) == ' ') {
                at++;
            }
            char mark = at < end ? text.charAt(at) : 0;
            int size = 0;
            while ((mark == '`' || mark == '~') && at + size < end && text.charAt(at + size) == mark) {
                size++;
            }
            if (fenceStart >= 0) {
                if (mark == fenceMark
                        && size >= fenceSize
                        && text.substring(at + size, end).isBlank()) {
                    regions.add(new int[] {fenceStart, end});
                    fenceStart = -1;
                    prose = end;
                }
            } else if (size >= 3
                    && (mark == '~' || text.substring(at + size, end).indexOf('`') < 0)) {
                spans(text, prose, line, regions);
                fenceStart = line;
                fenceMark = mark;
                fenceSize = size;
            }
            line = end + 1;
        }
        if (fenceStart >= 0) {
            regions.add(new int[] {fenceStart, text.length()});
        } else {
            spans(text, prose, text.length(), regions);
        }
        return new CodeRegions(regions);
    }

    /// Backtick spans pair runs of equal length within one paragraph.
    private static void spans(String text, int from, int to, List<int[]> regions) {
        int paragraph = from;
        while (paragraph < to) {
            int end = text.indexOf("\n\n", paragraph, to);
            end = end < 0 ? to : end;
            List<int[]> runs = new ArrayList<>();
            for (int i = paragraph; i < end; i++) {
                if (text.charAt(i) == '`') {
                    int start = i;
                    while (i < end && text.charAt(i) == '`') {
                        i++;
                    }
                    runs.add(new int[] {start, i});
                }
            }
            Map<Integer, ArrayList<Integer>> bySize = new HashMap<>();
            for (int r = runs.size() - 1; r >= 0; r--) {
                bySize.computeIfAbsent(runs.get(r)[1] - runs.get(r)[0], size -> new ArrayList<>())
                        .add(r);
            }
            int r = 0;
            while (r < runs.size()) {
                ArrayList<Integer> same = bySize.getOrDefault(runs.get(r)[1] - runs.get(r)[0], new ArrayList<>());
                while (!same.isEmpty() && same.getLast() <= r) {
                    same.removeLast();
                }
                if (same.isEmpty()) {
                    r++;
                } else {
                    int close = same.getLast();
                    regions.add(new int[] {runs.get(r)[0], runs.get(close)[1]});
                    r = close + 1;
                }
            }
            paragraph = end + 2;
        }
    }
}
