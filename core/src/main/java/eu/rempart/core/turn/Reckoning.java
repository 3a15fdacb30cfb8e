package eu.rempart.core.turn;

import eu.rempart.core.cost.Price;
import eu.rempart.core.cost.PriceList;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.turn.Bill.Covered;
import eu.rempart.core.turn.Charges.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Says what the providers that had a request are paid: what they counted, as far as that can be true, and our own
/// count where they did not say. Thread-safe.
public final class Reckoning {

    private final PriceList prices;
    private final TokenCounter tokens;

    public Reckoning(PriceList prices, TokenCounter tokens) {
        this.prices = prices;
        this.tokens = tokens;
    }

    /// What each of them is paid.
    ///
    /// @param bills in the order in which they were asked, who answered last
    /// @param read what was read by a provider that does not say how much; counted only where it is needed
    public Charges of(List<Bill> bills, Supplier<TokenUsage> read) {
        List<Charge> charges = new ArrayList<>(bills.size());
        long answered = 0;
        for (Bill bill : bills.reversed()) {
            List<TokenUsage> uses = used(bill, read);
            TokenUsage usage = uses.stream().reduce(TokenUsage.NONE, TokenUsage::plus);
            Covered covered = bill.covered();
            if (covered != null) {
                long most = covered.alone() ? covered.output() : Math.max(0, covered.output() - answered);
                // A count beyond is wrong, unless it is there to be seen: nobody's budget is spent by a number alone.
                if (charges.isEmpty() && usage.output() > most) {
                    most = Math.max(most, seen(bill));
                }
                usage = usage.atMost(Long.MAX_VALUE, most);
                answered += covered.alone() ? 0 : usage.output();
            }
            charges.addFirst(new Charge(bill.provider(), bill.model(), usage, cost(bill, uses, usage)));
        }
        return new Charges(charges);
    }

    /// What a provider was used for, each request by itself.
    private List<TokenUsage> used(Bill bill, Supplier<TokenUsage> read) {
        Covered covered = bill.covered();
        return bill.uses().stream()
                .map(use -> used(use, read))
                .map(used -> covered == null ? used : used.atMost(covered.input(), Long.MAX_VALUE))
                .toList();
    }

    /// What the provider counted; counted by ourselves where it did not say.
    private TokenUsage used(AnswerUse use, Supplier<TokenUsage> read) {
        TokenUsage told = use.told() == null ? TokenUsage.NONE : use.told();
        long output = told.output();
        // Cut off, what was counted until then may be no more than the beginning. Nothing counted where something was
        // written is no count.
        if (output == 0 || !use.whole()) {
            output = Math.max(output, tokens.count(use.written()));
        }
        TokenUsage input = told.input() > 0 ? told : read.get();
        return TokenUsage.counted(input.input(), input.cachedInput(), output, told.reasoning(), input.image())
                .withCacheWrites(input.cacheWrite(), input.longCacheWrite());
    }

    private long seen(Bill bill) {
        return bill.uses().stream()
                .mapToLong(use -> tokens.count(use.written()))
                .sum();
    }

    /// Several short requests are not a long one: whether a request is long is said of the longest by itself.
    private long cost(Bill bill, List<TokenUsage> uses, TokenUsage usage) {
        long longest = uses.stream().mapToLong(TokenUsage::input).max().orElse(0);
        return prices.find(bill.provider(), bill.model())
                .orElse(Price.FREE)
                .forInput(longest)
                .nanoEuros(usage);
    }
}
