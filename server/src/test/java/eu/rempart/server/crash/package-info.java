/// The program as a process of its own: killed in the middle of its work, started again, and used beside the command
/// line.
@NullMarked
package eu.rempart.server.crash;

import org.jspecify.annotations.NullMarked;
