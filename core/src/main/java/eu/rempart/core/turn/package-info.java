/// One question and its answer as the books see it: opened before the provider is called, settled before `done` is
/// said.
@NullMarked
package eu.rempart.core.turn;

import org.jspecify.annotations.NullMarked;
