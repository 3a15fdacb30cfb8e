/// Credentials: keys and tokens known by their shape, and the caller's own, found verbatim.
@NullMarked
package eu.rempart.guard.secret;

import org.jspecify.annotations.NullMarked;
