package eu.rempart.core.gateway;

import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Step;
import eu.rempart.core.wire.RequestTexts.Slot;
import eu.rempart.guard.text.Reading;
import eu.rempart.guard.text.Sanitizer;
import java.util.ArrayList;
import java.util.List;

/// Step 5: what cannot be seen is taken out of every text. Markup stays: programs send code. Each text is read once,
/// for the steps behind.
final class CleanTexts implements Step<Asked, CleanTexts.Cleaned> {

    /// Proved: no text hides anything.
    ///
    /// @param readings of the texts, in their order
    record Cleaned(Asked asked, List<Reading> readings, boolean changed) {

        /// Shows no content.
        @Override
        public String toString() {
            return "Cleaned[" + asked + "]";
        }
    }

    @Override
    public String name() {
        return "sanitize";
    }

    @Override
    public Decision<Cleaned> decide(Asked asked) {
        List<Slot> slots = asked.texts().slots();
        List<Reading> readings = new ArrayList<>(slots.size());
        boolean changed = false;
        for (Slot slot : slots) {
            String clean = Sanitizer.clean(slot.text());
            changed |= !clean.equals(slot.text());
            slot.set(clean);
            readings.add(Reading.of(clean));
        }
        return Decision.proceed(new Cleaned(asked, readings, changed));
    }
}
