/// Money and tokens: exact, in whole nano-euros, rounded up against the customer of a budget.
@NullMarked
package eu.rempart.core.cost;

import org.jspecify.annotations.NullMarked;
