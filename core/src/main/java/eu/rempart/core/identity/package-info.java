/// Who is calling: users, visitors, API keys, sessions, tokens and consents. Ports are implemented in SQL by the edge.
@NullMarked
package eu.rempart.core.identity;

import org.jspecify.annotations.NullMarked;
