package eu.rempart.core.turn;

import eu.rempart.core.cost.Price;

/// The most that several models can come to, of which each may read the request and one answers. What one of them wrote
/// before it failed is charged as a part of what was held for that answer, see [Reckoning]; unless all that it can come
/// to is held beside the others. Not thread-safe.
public final class WorstCost {

    private long read;
    private long more;
    private int models;

    /// One more that may be asked.
    ///
    /// @param requests how often it may be asked
    /// @param input the most tokens that it can read each time
    /// @param output the most tokens that it can write
    /// @param alone whether all of that is held beside what the others come to
    public void add(Price price, long requests, long input, long output, boolean alone) {
        // What is written costs more too where much is read, and that is said of each request by itself.
        Price each = price.forInputUpTo(input);
        long toRead = each.mostNanoEuros(requests * input, 0);
        long toWrite = each.mostNanoEuros(0, output);
        read += toRead;
        if (alone) {
            read += toWrite;
        } else {
            more = Math.max(more, toWrite);
        }
        // Each part of the charge is rounded up.
        models += toRead + toWrite > 0 ? 1 : 0;
    }

    /// In nano-euros.
    public long nano() {
        return read + more + Math.max(0, models - 1);
    }
}
