package eu.rempart.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A base URL. With `bareHostPort`, a host without scheme is taken too (`host`, `host:port`), on
/// this port by default, as Ollama does.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Url {
    int bareHostPort() default 0;
}
