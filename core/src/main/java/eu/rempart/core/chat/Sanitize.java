package eu.rempart.core.chat;

import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Step;
import eu.rempart.guard.text.Sanitizer;

/// Step 5: what is invisible or would be markup is taken out; active content is refused.
final class Sanitize implements Step<Question, Question> {

    @Override
    public String name() {
        return "sanitize";
    }

    @Override
    public Decision<Question> decide(Question question) {
        Sanitizer.Sanitized cleaned = Sanitizer.sanitize(question.text());
        if (cleaned.activeContent().isPresent()) {
            return Decision.refuse(Code.ACTIVE_CONTENT);
        }
        // No-break spaces are nothing to read either; `isBlank` does not count them.
        if (cleaned.text().codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            return Decision.refuse(Code.MESSAGE_EMPTY);
        }
        return Decision.proceed(question.withText(cleaned.text()));
    }
}
