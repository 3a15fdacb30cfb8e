/// The page in a real browser, before a real service that asks a scripted provider. The tag `browser` leaves them out.
@NullMarked
package eu.rempart.server.browser;

import org.jspecify.annotations.NullMarked;
