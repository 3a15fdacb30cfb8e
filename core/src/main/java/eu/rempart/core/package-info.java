@NullMarked
package eu.rempart.core;

import org.jspecify.annotations.NullMarked;
