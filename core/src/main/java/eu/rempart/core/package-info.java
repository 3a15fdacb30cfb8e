/// The domain, without any framework; here what all of its packages share.
@NullMarked
package eu.rempart.core;

import org.jspecify.annotations.NullMarked;
