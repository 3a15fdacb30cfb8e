/// Talks to AI providers: one wire format a class, one event vocabulary for all of them.
///
/// A provider turns a [eu.rempart.core.provider.ModelRequest] into a [eu.rempart.core.provider.ModelStream]
/// of [eu.rempart.core.provider.ModelEvent]s. What it is given is already masked; what it returns is not yet
/// filtered or restored. Failures are [eu.rempart.core.provider.ProviderException]s that name a kind and
/// never carry what the provider wrote.
@NullMarked
package eu.rempart.core.provider;

import org.jspecify.annotations.NullMarked;
