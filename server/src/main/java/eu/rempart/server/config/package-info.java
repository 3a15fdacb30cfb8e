/// Configuration: what an operator may set, read from `rempart.yaml`, `.env`, the environment and
/// the command line, checked before anything starts, with every error listed at once.
///
/// [RempartConfig] is the only description of what can be set. The loader, the reference page and
/// the example file are derived from its components and their annotations.
@NullMarked
package eu.rempart.server.config;

import org.jspecify.annotations.NullMarked;
