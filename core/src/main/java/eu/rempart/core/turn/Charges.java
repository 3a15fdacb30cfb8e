package eu.rempart.core.turn;

import eu.rempart.core.cost.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the providers that had one request are paid, each by itself.
///
/// @param each in the order in which they were asked; the last one is whose answer it is, if there is one; empty if
///     nobody is paid
public record Charges(List<Charge> each) {

    private static final Charge NOBODY = new Charge("none", "none", TokenUsage.NONE, 0);

    public Charges {
        each = List.copyOf(each);
    }

    /// One provider's part.
    public record Charge(String provider, String model, TokenUsage usage, long nano) {}

    /// The one that stands for the call in the record: who answered, else who was asked last; `none` if nobody is paid.
    public Charge last() {
        return each.isEmpty() ? NOBODY : each.getLast();
    }

    /// All of it, in nano-euros.
    public long nano() {
        return each.stream().mapToLong(Charge::nano).sum();
    }

    /// What each provider is paid, by its id.
    public Map<String, Long> ofProviders() {
        return each.stream().collect(Collectors.groupingBy(Charge::provider, Collectors.summingLong(Charge::nano)));
    }

    /// What goes into the audit of it: what the last one used and all of it cost, and what each other one had before.
    public void addTo(Map<String, String> facts) {
        facts.put("step07.call", last().provider() + "/" + last().model());
        facts.put("step09.settle", last().usage().summary() + ", " + nano() + " nano-euros");
        if (each.size() > 1) {
            facts.put(
                    "step09.settle.before",
                    each.subList(0, each.size() - 1).stream()
                            .map(charge -> charge.provider() + "/" + charge.model() + ": "
                                    + charge.usage().summary() + ", " + charge.nano() + " nano-euros")
                            .collect(Collectors.joining("; ")));
        }
    }
}
