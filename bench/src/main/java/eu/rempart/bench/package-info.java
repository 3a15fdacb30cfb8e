/// Benchmarks of the guard, with JMH.
@NullMarked
package eu.rempart.bench;

import org.jspecify.annotations.NullMarked;
