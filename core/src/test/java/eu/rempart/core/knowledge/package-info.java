/// Tests of the prepared answers, over the pages that are shipped.
@NullMarked
package eu.rempart.core.knowledge;

import org.jspecify.annotations.NullMarked;
