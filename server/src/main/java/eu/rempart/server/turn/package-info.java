/// The books of a turn in SQL: messages, money, usage and audit in one unit.
@NullMarked
package eu.rempart.server.turn;

import org.jspecify.annotations.NullMarked;
