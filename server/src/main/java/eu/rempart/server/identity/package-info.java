/// Identity at the edge: users, sessions, keys, visitors and consents in SQL, Argon2 for passwords, signed access
/// tokens.
@NullMarked
package eu.rempart.server.identity;

import org.jspecify.annotations.NullMarked;
