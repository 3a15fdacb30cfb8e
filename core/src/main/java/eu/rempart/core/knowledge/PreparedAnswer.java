package eu.rempart.core.knowledge;

import java.util.List;

/// A ready-made answer.
///
/// @param markdown what to show, complete with its disclosure and the names of its sources
/// @param sources the pages it was taken from, the main one first; empty for a greeting and where
///     nothing was found
/// @param found false where the base knows nothing about the question, and says so
public record PreparedAnswer(Language language, String markdown, List<Source> sources, boolean found) {
    public PreparedAnswer {
        sources = List.copyOf(sources);
    }
}
