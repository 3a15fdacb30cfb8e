/// Providers as operators declare them: where they are, whose law they are under, which models they may be asked for,
/// their keys, and what stands around every call: retries, a breaker, a limit of calls, a hedge, a switch.
///
/// An [eu.rempart.core.upstream.Upstream] is one provider; each protection is an upstream around another one.
@NullMarked
package eu.rempart.core.upstream;

import org.jspecify.annotations.NullMarked;
