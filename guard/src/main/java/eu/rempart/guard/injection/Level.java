package eu.rempart.guard.injection;

/// How likely a text is an attack: the specification's four levels, in rising order.
public enum Level {
    NONE,
    /// A word or two that attacks also use. Nothing to do.
    LOW,
    /// Probably an attack: answer with a hardened call.
    MEDIUM,
    /// Surely an attack: refuse.
    HIGH;

    private static final double LOWEST_LOW = 0.5;

    /// Chosen so that of texts by authors whom the model has not seen about one in two hundred ordinary
    /// ones and six in a hundred that are full of trigger words are flagged.
    private static final double LOWEST_MEDIUM = 0.78;

    private static final double LOWEST_HIGH = 0.95;

    /// Nothing is refused unless a rule names a reason: what only the classifier dislikes is answered with care.
    private static final double FEWEST_POINTS = 1;

    /// Where the rules are sure by themselves, the classifier has to agree clearly: what is quoted or is to be
    /// translated makes the rules sure too.
    private static final double LOWEST_HIGH_BY_RULES = 0.85;

    /// What a machine fetched has no business giving orders.
    private static final double FETCHED = 0.07;

    static Level of(double score, double points, Provenance provenance) {
        double raised = provenance == Provenance.USER ? score : score + FETCHED;
        if ((raised >= LOWEST_HIGH && points >= FEWEST_POINTS)
                || (raised >= LOWEST_HIGH_BY_RULES && points >= 2 * Rule.MEDIUM)) {
            return HIGH;
        }
        if (raised >= LOWEST_MEDIUM) {
            return MEDIUM;
        }
        return raised >= LOWEST_LOW ? LOW : NONE;
    }
}
