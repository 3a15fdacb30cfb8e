/// Measures the detectors on labelled texts: shares found, by source, language and type, with
/// confidence intervals.
@NullMarked
package eu.rempart.guard.evaluation;

import org.jspecify.annotations.NullMarked;
