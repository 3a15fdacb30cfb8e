package eu.rempart.server.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the running service: one for each configuration and all classes together, started when first asked for
/// and closed after the last test.
final class Services implements ParameterResolver {

    /// Asks for the service that does not wait for providers.
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Impatient {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(RunningService.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String configuration =
                parameter.isAnnotated(Impatient.class) ? RunningService.IMPATIENT : RunningService.STANDARD;
        return context.getRoot()
                .getStore(Namespace.create(Services.class))
                .getOrComputeIfAbsent(configuration, RunningService::start, RunningService.class);
    }
}
