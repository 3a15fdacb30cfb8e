package eu.rempart.core.turn;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.cost.Price;
import eu.rempart.core.cost.Price.Longer;
import eu.rempart.core.cost.PriceList;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.turn.Bill.Covered;
import eu.rempart.core.turn.Charges.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReckoningTest {

    private static final Price CHEAP = new Price(1_000_000_000, 0, 10_000_000_000L);
    private static final Price DEAR = new Price(3_000_000_001L, 0, 29_000_000_007L);
    /// Above 60 tokens read, all of a request is dearer.
    private static final Price LONG = new Price(
            1_000_000_000,
            0,
            10_000_000_000L,
            10_000_000_000L,
            1_000_000_000,
            1_000_000_000,
            1_000_000_000,
            new Longer(60, new Price(2_000_000_000, 0, 15_000_000_000L)));

    private static final long READ = 7;
    private static final Covered COVERED = new Covered(100, 50, false);

    private final Reckoning reckoning = new Reckoning(
            new PriceList(Map.of("cheap", CHEAP, "dear", DEAR, "long", LONG), Set.of("free")), new TokenCounter());

    private static TokenUsage told(long input, long output) {
        return new TokenUsage(input, 0, output);
    }

    private static Bill bill(String provider, @Nullable Covered covered, AnswerUse... uses) {
        return new Bill(provider, "cheap", List.of(uses), covered);
    }

    private Charges of(Bill... bills) {
        return reckoning.of(List.of(bills), () -> told(READ, 0));
    }

    @Test
    void eachIsChargedByItself() {
        Charges charges = of(
                bill("a", COVERED, AnswerUse.READ),
                bill("b", COVERED, new AnswerUse(told(20, 1), "", false)),
                bill("c", COVERED, new AnswerUse(told(10, 5), "Oui.", true)));
        assertThat(charges.each())
                .containsExactly(
                        new Charge("a", "cheap", told(READ, 0), 7_000),
                        new Charge("b", "cheap", told(20, 1), 30_000),
                        new Charge("c", "cheap", told(10, 5), 60_000));
        assertThat(charges.nano()).isEqualTo(97_000);
        assertThat(charges.ofProviders()).isEqualTo(Map.of("a", 7_000L, "b", 30_000L, "c", 60_000L));
        assertThat(charges.last().provider()).isEqualTo("c");
    }

    @Test
    void theAuditSaysWhatEachHad() {
        Map<String, String> facts = new TreeMap<>();
        of(bill("a", COVERED, AnswerUse.READ), bill("c", COVERED, new AnswerUse(told(10, 5), "Oui.", true)))
                .addTo(facts);
        assertThat(facts)
                .containsOnly(
                        Map.entry("step07.call", "c/cheap"),
                        Map.entry("step09.settle", "10 in, 5 out, 67000 nano-euros"),
                        Map.entry("step09.settle.before", "a/cheap: 7 in, 0 out, 7000 nano-euros"));
        facts.clear();
        of().addTo(facts);
        assertThat(facts)
                .containsOnly(
                        Map.entry("step07.call", "none/none"), Map.entry("step09.settle", "0 in, 0 out, 0 nano-euros"));
    }

    @Test
    void everyRequestOfOneProviderIsCharged() {
        assertThat(of(new Bill("a", "cheap", AnswerUse.read(2), COVERED)).nano())
                .isEqualTo(14_000);
        assertThat(of(new Bill("a", "cheap", AnswerUse.read(2), new Covered(READ - 1, 50, false)))
                        .nano())
                .as("no more than each can have read")
                .isEqualTo(12_000);
    }

    @Test
    void whatAFailedOneSaysThatItWroteIsAPartOfWhatWasHeldForTheAnswer() {
        AnswerUse failed = new AnswerUse(told(10, 48), "", false);
        AnswerUse answer = new AnswerUse(told(10, 5), "Oui.", true);
        assertThat(of(bill("a", COVERED, failed), bill("b", COVERED, answer)).each())
                .extracting(Charge::usage)
                .containsExactly(told(10, 45), told(10, 5));
        assertThat(of(bill("a", new Covered(100, 50, true), failed), bill("b", COVERED, answer))
                        .each())
                .as("where its own was held beside the others")
                .extracting(Charge::usage)
                .containsExactly(told(10, 48), told(10, 5));
        assertThat(of(bill("a", null, failed), bill("b", null, answer)).each())
                .as("where nothing is limited")
                .extracting(Charge::usage)
                .containsExactly(told(10, 48), told(10, 5));
    }

    @Test
    void anAnswerThatIsLongerThanWasAskedForIsChargedAsFarAsItIsThereToBeSeen() {
        String words = "un mot ".repeat(60);
        long seen = new TokenCounter().count(words);
        assertThat(seen).isGreaterThan(50);
        assertThat(of(bill("a", COVERED, new AnswerUse(told(10, 1_000), words, true)))
                        .last()
                        .usage())
                .isEqualTo(told(10, seen));
        assertThat(of(bill("a", COVERED, new AnswerUse(told(10, 1_000), "Oui.", true)))
                        .last()
                        .usage())
                .isEqualTo(told(10, 50));
    }

    @Test
    void nothingButAFailureThatMayCostIsCharged() {
        ProviderException free = new ProviderException("a", Kind.REDIRECTED);
        assertThat(AnswerUse.READ.mayCost(free)).isFalse();
        assertThat(AnswerUse.READ.mayCost(free.after(1))).isTrue();
        assertThat(AnswerUse.READ.mayCost(new ProviderException("a", Kind.TIMEOUT)))
                .isTrue();
        assertThat(new AnswerUse(told(1, 0), "", false).mayCost(free)).isTrue();
        assertThat(new AnswerUse(null, "Ou", false).mayCost(free)).isTrue();
    }

    @Test
    void severalShortRequestsAreNotALongOne() {
        AnswerUse answer = new AnswerUse(told(40, 5), "Oui.", true);
        Bill twice = new Bill("a", "long", List.of(new AnswerUse(told(40, 0), "", false), answer), COVERED);
        assertThat(of(twice).nano()).isEqualTo(80_000 + 50_000);
        Bill once = new Bill("a", "long", List.of(new AnswerUse(told(61, 5), "Oui.", true)), COVERED);
        assertThat(of(once).nano()).isEqualTo(122_000 + 75_000);
    }

    @Test
    void whatIsHeldForALongRequestCoversWhatItWrites() {
        WorstCost hold = new WorstCost();
        hold.add(LONG, 1, 61, 50, false);
        assertThat(hold.nano()).isEqualTo(122_000 + 750_000);
        WorstCost shortTwice = new WorstCost();
        shortTwice.add(LONG, 2, 60, 50, false);
        assertThat(shortTwice.nano()).isEqualTo(120_000 + 500_000);
    }

    @Test
    void twoLongReadsDoNotComeToNothing() {
        TokenUsage much = told(TokenUsage.MOST - 1, TokenUsage.MOST - 1);
        assertThat(much.plus(much)).isEqualTo(told(TokenUsage.MOST, TokenUsage.MOST));
    }

    /// Whatever the providers say that they counted, as long as no text is longer than what was asked for.
    @Property(tries = 300)
    void whatIsHeldCoversWhatIsCharged(
            @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 0, max = 300) Long> counts,
            @ForAll @IntRange(min = 1, max = 3) int requests,
            @ForAll boolean alone,
            @ForAll boolean dear,
            @ForAll boolean longer) {
        WorstCost worst = new WorstCost();
        List<Bill> bills = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            long count = counts.get(i);
            boolean isDear = dear == (i % 2 == 0);
            Covered covered = new Covered(100, 50, alone && i == 0);
            Price rising = longer ? LONG : CHEAP;
            worst.add(isDear ? DEAR : rising, requests, covered.input(), covered.output(), covered.alone());
            List<AnswerUse> uses = new ArrayList<>(AnswerUse.read(requests - 1));
            uses.add(new AnswerUse(told(count, 300 - count), "", i == counts.size() - 1));
            bills.add(new Bill("p" + i, isDear ? "dear" : longer ? "long" : "cheap", uses, covered));
        }
        assertThat(reckoning.of(bills, () -> told(500, 0)).nano()).isLessThanOrEqualTo(worst.nano());
    }
}
