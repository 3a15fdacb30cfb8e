package eu.rempart.core.gateway;

import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import java.util.List;

/// A provider that may ask for money.
///
/// @param uses what for; possibly empty
record Billed(Target target, List<AnswerUse> uses) {}
