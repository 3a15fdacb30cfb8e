@NullMarked
package eu.rempart.guard;

import org.jspecify.annotations.NullMarked;
