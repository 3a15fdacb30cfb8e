/// Measures the guard on labelled texts that are not part of this repository.
@NullMarked
package eu.rempart.guard.evaluation;

import org.jspecify.annotations.NullMarked;
