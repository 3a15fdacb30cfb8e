/// The gateway as applications meet it: over HTTP, with providers of every kind behind it.
@NullMarked
package eu.rempart.server.gateway;

import org.jspecify.annotations.NullMarked;
