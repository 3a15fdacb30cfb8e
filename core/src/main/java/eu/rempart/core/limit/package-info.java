/// How often somebody may ask. All limits that apply to a request are taken together or not at all.
@NullMarked
package eu.rempart.core.limit;

import org.jspecify.annotations.NullMarked;
