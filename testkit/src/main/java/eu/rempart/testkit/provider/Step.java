package eu.rempart.testkit.provider;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// One thing that the provider does. [Script] has a method for each.
sealed interface Step {

    record Text(String text) implements Step {}

    record ToolCall(String id, String name, List<String> arguments) implements Step {
        public ToolCall {
            arguments = List.copyOf(arguments);
        }

        /// All of the arguments, one JSON object.
        String whole() {
            return String.join("", arguments);
        }
    }

    record Usage(long input, long output) implements Step {}

    record Finish(String reason, boolean marked) implements Step {}

    record ErrorEvent() implements Step {}

    record Status(int code, Map<String, String> headers, String body) implements Step {
        public Status {
            headers = Map.copyOf(headers);
        }
    }

    record ContentType(String value) implements Step {}

    record Head() implements Step {}

    record Raw(String body) implements Step {}

    record Garbage(String bytes) implements Step {}

    record Partial(String text, CutPoint where) implements Step {}

    record PartialTool(ToolCall call) implements Step {}

    record Cut() implements Step {}

    record Reset() implements Step {}

    record Hang() implements Step {}

    record Pause(Duration duration) implements Step {}

    record Gate(CountDownLatch opened) implements Step {}

    record KeepAlives(Duration every) implements Step {}

    record Flood(long bytes, int chars) implements Step {}

    record EndlessLine(long bytes) implements Step {}

    record WritesOf(int bytes, Duration every) implements Step {}

    record Compressed(boolean told) implements Step {}

    record SaidCompressed() implements Step {}

    record Replacing(String from, String to) implements Step {}

    /// Where an event breaks off.
    enum CutPoint {
        /// In the field's name, before any of the content.
        LINE,
        /// In the JSON string that holds the text.
        STRING,
        /// After the first byte of the text's last character that has several.
        CHARACTER
    }

    /// True if nothing can follow.
    static boolean isLast(List<Step> steps) {
        return !steps.isEmpty()
                && switch (steps.getLast()) {
                    case Status _, Garbage _, Cut _, Reset _, Hang _, KeepAlives _ -> true;
                    case Text _,
                            ToolCall _,
                            Usage _,
                            Finish _,
                            ErrorEvent _,
                            ContentType _,
                            Head _,
                            Raw _,
                            Pause _,
                            Partial _,
                            PartialTool _,
                            Gate _,
                            Flood _,
                            EndlessLine _,
                            Replacing _,
                            Compressed _,
                            SaidCompressed _,
                            WritesOf _ -> false;
                };
    }
}
