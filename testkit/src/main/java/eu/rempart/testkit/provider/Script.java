package eu.rempart.testkit.provider;

import eu.rempart.testkit.provider.Step.CutPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// What a [ScriptedProvider] answers, step by step, in no provider's own format. Immutable: every method
/// gives a longer script.
///
/// A script that ends without [#finish] ends the answer in good order at the level of HTTP, without
/// the provider's word that it is complete.
public final class Script {

    private final Function<Received, List<Step>> steps;

    private Script(Function<Received, List<Step>> steps) {
        this.steps = steps;
    }

    /// The empty script.
    public static Script answer() {
        return new Script(_ -> List.of());
    }

    /// A whole answer: these pieces, a usage of 10 tokens in and one out for each piece, and a normal end.
    public static Script say(String... pieces) {
        return answer().text(pieces).usage(10, pieces.length).finish("stop");
    }

    /// An answer that depends on the request: the way to echo placeholders.
    public static Script of(Function<Received, Script> answer) {
        return new Script(request -> answer.apply(request).steps(request));
    }

    List<Step> steps(Received request) {
        return steps.apply(request);
    }

    private Script then(Step step) {
        return new Script(request -> {
            var longer = new ArrayList<>(steps.apply(request));
            if (Step.isLast(longer)) {
                throw new IllegalStateException(step + " cannot follow " + longer.getLast());
            }
            longer.add(step);
            return List.copyOf(longer);
        });
    }

    // The good answer.

    /// Pieces of the answer, one event for each, cut as given.
    public Script text(String... pieces) {
        Script longer = this;
        for (String piece : pieces) {
            longer = longer.then(new Step.Text(piece));
        }
        return longer;
    }

    /// A call of a tool; its arguments, one JSON object, in pieces as given.
    public Script toolCall(String id, String name, String... arguments) {
        return then(new Step.ToolCall(id, name, List.of(arguments)));
    }

    /// What the provider says that it counted; goes out with [#finish], and where the format wants it.
    public Script usage(long inputTokens, long outputTokens) {
        return then(new Step.Usage(inputTokens, outputTokens));
    }

    /// The end of the answer: `stop`, `length` or `filtered`, spelled as the format does; anything else
    /// goes out as it is.
    public Script finish(String reason) {
        return then(new Step.Finish(reason, true));
    }

    /// The end of the answer, with a reason but without the format's end marker (`[DONE]`,
    /// `message_stop`). Ollama has none, so there this is [#finish].
    public Script finishWithoutMarker(String reason) {
        return then(new Step.Finish(reason, false));
    }

    /// Waits until the test opens the gate.
    public Script waitFor(CountDownLatch opened) {
        return then(new Step.Gate(opened));
    }

    /// Does nothing for a while.
    public Script pause(Duration duration) {
        return then(new Step.Pause(duration));
    }

    /// From here on, writes at most so many bytes at once: cuts characters and lines across reads.
    public Script inWritesOf(int bytes) {
        return then(new Step.WritesOf(bytes, Duration.ZERO));
    }

    /// From here on, writes one byte after the other, with a pause between them.
    public Script drip(Duration every) {
        return then(new Step.WritesOf(1, every));
    }

    // Faults.

    /// Another status, with an error body in the provider's format that quotes `detail`.
    public Script status(int code, String detail) {
        return status(code, Map.of(), detail);
    }

    /// Another status and headers: `429` with `Retry-After`, `302` with `Location`.
    public Script status(int code, Map<String, String> headers, String detail) {
        return then(new Step.Status(code, headers, detail));
    }

    /// Sends status 200 and the headers at once, instead of with the first bytes of the body.
    public Script headers() {
        return then(new Step.Head());
    }

    /// Another content type than the format's.
    public Script contentType(String value) {
        return then(new Step.ContentType(value));
    }

    /// These characters, in UTF-8, as part of the body.
    public Script raw(String body) {
        return then(new Step.Raw(body));
    }

    /// A web page with status 200, as proxies and captive portals answer.
    public Script html() {
        return contentType("text/html; charset=utf-8").raw("<!doctype html><title>Bonjour</title>");
    }

    /// These bytes instead of HTTP, and the end of the connection.
    public Script garbage(String bytes) {
        return then(new Step.Garbage(bytes));
    }

    /// An error in the middle of the stream, as the format has it.
    public Script errorEvent() {
        return then(new Step.ErrorEvent());
    }

    /// Ends the connection here, without the end of the body.
    public Script cut() {
        return then(new Step.Cut());
    }

    /// Sends the text's event, or the answer that is not streamed, up to the middle of the text; a fault has to follow.
    public Script partOf(String text) {
        return then(new Step.Partial(text, CutPoint.STRING));
    }

    /// Sends the call of a tool, or the answer that is not streamed, up to the middle of the last piece of the
    /// arguments; a fault has to follow.
    public Script partOfToolCall(String id, String name, String... arguments) {
        return then(new Step.PartialTool(new Step.ToolCall(id, name, List.of(arguments))));
    }

    /// Sends the beginning of the line that would carry this text, and ends the connection.
    public Script cutInLine(String text) {
        return then(new Step.Partial(text, CutPoint.LINE)).cut();
    }

    /// Sends the text's event up to the middle of the text, and ends the connection.
    public Script cutInString(String text) {
        return partOf(text).cut();
    }

    /// Sends the text's event up to the middle of its last character that is not ASCII, and ends the
    /// connection.
    public Script cutInCharacter(String text) {
        return then(new Step.Partial(text, CutPoint.CHARACTER)).cut();
    }

    /// From here on writes `to` wherever the format would have written `from`: wrong numbers, ids that are not unique.
    public Script replacing(String from, String to) {
        return then(new Step.Replacing(from, to));
    }

    /// Says that the body is compressed by gzip, and sends it as it is.
    public Script saidCompressed() {
        return then(new Step.SaidCompressed());
    }

    /// From here on the body goes out compressed by gzip.
    ///
    /// @param told whether `Content-Encoding` says so
    public Script compressed(boolean told) {
        return then(new Step.Compressed(told));
    }

    /// Resets the connection here.
    public Script reset() {
        return then(new Step.Reset());
    }

    /// Says nothing more until the client leaves. As the first step: not even headers.
    public Script hang() {
        return then(new Step.Hang());
    }

    /// Sends nothing but keep-alives until the client leaves.
    public Script keepAlives(Duration every) {
        return then(new Step.KeepAlives(every));
    }

    /// Text without end, in well-formed events, until so many bytes are sent.
    public Script flood(long bytes) {
        return flood(bytes, 8 << 10);
    }

    /// The same, in events with so many characters of text each.
    public Script flood(long bytes, int chars) {
        return then(new Step.Flood(bytes, chars));
    }

    /// One line without end, until so many bytes are sent.
    public Script endlessLine(long bytes) {
        return then(new Step.EndlessLine(bytes));
    }
}
