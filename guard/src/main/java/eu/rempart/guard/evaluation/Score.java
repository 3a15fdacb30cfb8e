package eu.rempart.guard.evaluation;

/// One line of a result.
///
/// @param measure what was counted, such as `attacks found`
/// @param by what the texts were grouped by: `all`, `source`, `language`, `kind` or `type`
/// @param group the group, such as `fr`
/// @param share how many
public record Score(String measure, String by, String group, Share share) {}
