package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import java.time.Instant;

/// A decision for or against a purpose.
///
/// @param policyVersion the version of the notice that was shown
public record Consent(SubjectId subject, String purpose, boolean granted, String policyVersion, Instant at) {}
