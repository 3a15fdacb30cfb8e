/// The last look at what the model writes, before anybody else sees it.
@NullMarked
package eu.rempart.guard.output;

import org.jspecify.annotations.NullMarked;
