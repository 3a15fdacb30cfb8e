/// Everything the guard sees in one text, for the command line.
@NullMarked
package eu.rempart.guard.scan;

import org.jspecify.annotations.NullMarked;
