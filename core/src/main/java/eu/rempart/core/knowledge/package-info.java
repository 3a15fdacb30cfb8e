/// What the agents know by themselves: help pages in French and English, found by a Lucene index
/// in memory, and served as prepared answers when no model answers. An answer says that it is
/// prepared and names its page; under a measured confidence the base says that it does not know.
@NullMarked
package eu.rempart.core.knowledge;

import org.jspecify.annotations.NullMarked;
