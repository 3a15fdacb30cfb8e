/// Attempts to override, unmask or hijack the assistant, judged by concept rules in eight
/// languages.
@NullMarked
package eu.rempart.guard.injection;

import org.jspecify.annotations.NullMarked;
