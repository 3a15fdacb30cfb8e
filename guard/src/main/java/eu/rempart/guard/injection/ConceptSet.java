package eu.rempart.guard.injection;

/// A set of concepts, small enough to be tested in a moment.
record ConceptSet(long low, long high) {
    static ConceptSet of(Concept... concepts) {
        long low = 0;
        long high = 0;
        for (Concept concept : concepts) {
            int index = concept.index();
            if (index < Long.SIZE) {
                low |= 1L << index;
            } else {
                high |= 1L << index;
            }
        }
        return new ConceptSet(low, high);
    }

    boolean has(int concept) {
        return ((concept < Long.SIZE ? low : high) >>> concept & 1) != 0;
    }

    boolean meets(long otherLow, long otherHigh) {
        return (low & otherLow) != 0 || (high & otherHigh) != 0;
    }
}
