package eu.rempart.core.knowledge;

/// A help page that answers a question.
///
/// @param confidence the estimated probability that the page answers the question, from 0 to 1;
///     fitted on labelled questions
public record Match(KnowledgeEntry entry, double confidence) {}
