@NullMarked
package eu.rempart.server;

import org.jspecify.annotations.NullMarked;
