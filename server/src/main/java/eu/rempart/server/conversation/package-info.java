/// Conversations in SQL, as ciphertext.
@NullMarked
package eu.rempart.server.conversation;

import org.jspecify.annotations.NullMarked;
