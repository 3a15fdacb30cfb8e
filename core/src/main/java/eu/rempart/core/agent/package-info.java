/// The four agents: who may talk to them, how long a message may be, and the prompt each speaks from.
@NullMarked
package eu.rempart.core.agent;

import org.jspecify.annotations.NullMarked;
