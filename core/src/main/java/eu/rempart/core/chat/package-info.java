/// One question and its answer, through ten protective steps.
///
/// [eu.rempart.core.chat.ChatPipeline] holds the list of steps and reads as the specification. Each step is one class
/// that turns what the step before it proved into what it proves itself, or refuses: a step cannot be skipped, because
/// the next one would have nothing to work on. A refusal is a value; an exception means that a step is broken, and
/// broken refuses.
@NullMarked
package eu.rempart.core.chat;

import org.jspecify.annotations.NullMarked;
