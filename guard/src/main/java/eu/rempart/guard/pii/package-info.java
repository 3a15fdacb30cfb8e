/// Personal data: found, masked by numbered placeholders, restored while the answer streams.
@NullMarked
package eu.rempart.guard.pii;

import org.jspecify.annotations.NullMarked;
