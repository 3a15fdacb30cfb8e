/// What every store has to keep, as tests that run against each engine.
@NullMarked
package eu.rempart.testkit.store;

import org.jspecify.annotations.NullMarked;
