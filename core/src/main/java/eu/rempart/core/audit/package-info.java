/// The record of what happened: facts and keyed digests, never content, chained so that any change shows.
@NullMarked
package eu.rempart.core.audit;

import org.jspecify.annotations.NullMarked;
