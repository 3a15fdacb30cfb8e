/// An AI provider on loopback that says what a test tells it to, in each provider's own wire format, and
/// misbehaves in every way that real ones do. Start at
/// [eu.rempart.testkit.provider.ScriptedProvider].
@NullMarked
package eu.rempart.testkit.provider;

import org.jspecify.annotations.NullMarked;
