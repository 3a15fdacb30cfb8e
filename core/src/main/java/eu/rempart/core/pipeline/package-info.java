/// What every pipeline of protective steps is made of: a [eu.rempart.core.pipeline.Step] turns what the step before it
/// proved into what it proves itself, or refuses. The first three steps, who is asking, whether their subscription
/// runs, and whether they are within their limits, are the same for people and for applications.
@NullMarked
package eu.rempart.core.pipeline;

import org.jspecify.annotations.NullMarked;
