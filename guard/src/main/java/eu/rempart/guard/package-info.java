/// The guard: a library that recognises attacks, personal data and secrets in text. It knows no
/// framework.
@NullMarked
package eu.rempart.guard;

import org.jspecify.annotations.NullMarked;
