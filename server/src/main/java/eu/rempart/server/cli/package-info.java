/// The command line: commands that work on the data directory, beside a running service or without one.
@NullMarked
package eu.rempart.server.cli;

import org.jspecify.annotations.NullMarked;
