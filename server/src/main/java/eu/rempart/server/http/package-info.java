/// Port 8080: HTTP, security and the chat stream. Adapts requests to the core and its outcomes to responses; decides
/// nothing itself.
@NullMarked
package eu.rempart.server.http;

import org.jspecify.annotations.NullMarked;
