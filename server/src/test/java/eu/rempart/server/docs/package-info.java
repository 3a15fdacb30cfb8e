/// What the documentation says is tried out.
@NullMarked
package eu.rempart.server.docs;

import org.jspecify.annotations.NullMarked;
