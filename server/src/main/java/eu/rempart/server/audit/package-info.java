/// The audit in SQL.
@NullMarked
package eu.rempart.server.audit;

import org.jspecify.annotations.NullMarked;
