/// Fuzz targets for Jazzer, and the test that runs each of them for a while.
@NullMarked
package eu.rempart.guard.fuzz;

import org.jspecify.annotations.NullMarked;
