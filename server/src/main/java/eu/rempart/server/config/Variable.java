package eu.rempart.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A second environment variable for the key, the one that the provider's own SDKs read.
/// `REMPART_…` wins over it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Variable {
    String value();
}
