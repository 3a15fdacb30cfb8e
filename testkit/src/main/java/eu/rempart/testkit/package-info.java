@NullMarked
package eu.rempart.testkit;

import org.jspecify.annotations.NullMarked;
