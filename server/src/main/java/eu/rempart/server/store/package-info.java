/// SQL: the connection, the schema, and group commit. Stores of a feature live with the feature and use
/// [eu.rempart.server.store.Database].
@NullMarked
package eu.rempart.server.store;

import org.jspecify.annotations.NullMarked;
