package eu.rempart.core.chat;

import eu.rempart.guard.injection.Level;

/// Proved by [DetectInjection]: the question is no plain attack, and how suspicious it is.
record Assessed(Question question, Level level) {}
