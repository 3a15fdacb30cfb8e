package eu.rempart.core.wire;

import eu.rempart.core.cost.TokenUsage;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Answers without text: vectors and counts of tokens.
final class CountedRewriter extends AnswerRewriter {

    CountedRewriter(TextPass.Source passes) {
        super(passes);
    }

    @Override
    public void whole(ObjectNode answer) {
        if (answer.path("data").isArray()) {
            long input = Nodes.count(answer.path("usage").path("prompt_tokens"));
            counted(new TokenUsage(input, 0, 0));
            finishedBecause("stop");
        } else if (answer.path("input_tokens").isIntegralNumber()) {
            counted(TokenUsage.NONE);
            finishedBecause("stop");
        }
        showing();
    }

    @Override
    public List<Frame> next(Frame frame) {
        throw new IllegalStateException("nothing here is streamed");
    }
}
