/// Conversations and their messages, encrypted under their owner's key before they reach a store.
@NullMarked
package eu.rempart.core.conversation;

import org.jspecify.annotations.NullMarked;
