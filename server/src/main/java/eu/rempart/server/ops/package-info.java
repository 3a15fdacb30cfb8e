/// Port 9090, for operators: whether the service lives, whether it is ready, and its metrics.
@NullMarked
package eu.rempart.server.ops;

import org.jspecify.annotations.NullMarked;
