/// The benchmark of the gateway beside others: a provider that costs nearly nothing, a load generator and the report.
/// `bench/run.sh` starts them.
@NullMarked
package eu.rempart.bench.gateway;

import org.jspecify.annotations.NullMarked;
