/// Requests of applications, in the formats of OpenAI and Anthropic, through the same ten steps as a question to an
/// agent.
///
/// [eu.rempart.core.gateway.GatewayPipeline] holds the list of steps. The first three are those of
/// [eu.rempart.core.pipeline]. Nothing of what is said is stored: an application keeps its conversations itself; the
/// books know that it asked, whom, what it used and what that cost.
@NullMarked
package eu.rempart.core.gateway;

import org.jspecify.annotations.NullMarked;
