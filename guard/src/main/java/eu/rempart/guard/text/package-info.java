/// Text made safe to look at: Unicode cleaned, markup removed, letters folded for matching. Pure
/// functions.
@NullMarked
package eu.rempart.guard.text;

import org.jspecify.annotations.NullMarked;
