/// Every provider of core against the scripted one: good answers, and every fault.
@NullMarked
package eu.rempart.testkit.provider;

import org.jspecify.annotations.NullMarked;
