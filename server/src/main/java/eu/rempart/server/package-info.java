/// The edge: puts the core together with SQL, HTTP and the command line, and runs it.
@NullMarked
package eu.rempart.server;

import org.jspecify.annotations.NullMarked;
