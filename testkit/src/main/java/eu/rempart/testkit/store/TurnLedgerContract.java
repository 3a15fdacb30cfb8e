package eu.rempart.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditVerifier;
import eu.rempart.core.conversation.Message;
import eu.rempart.core.conversation.Transcript;
import eu.rempart.core.turn.TurnLedger.Hold;
import eu.rempart.core.turn.TurnLedger.Opened;
import eu.rempart.core.turn.TurnLedger.Opening;
import eu.rempart.core.turn.TurnLedger.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the books of a turn have to keep on every engine.
public abstract class TurnLedgerContract {

    private static final String MONTH = "2026-11";

    private StoreUnderTest store;
    private Turns turns;
    private SubjectId owner;

    /// Opens the stores on an empty database.
    protected abstract StoreUnderTest openStore();

    @BeforeEach
    void open() {
        store = openStore();
        turns = new Turns(store);
        owner = store.newSubject();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anOpeningAndItsSettlementAreReadBackAsTheyWereWritten() {
        Opening opening = turns.first(owner, "Profil", hold(100, 1_000), Turns.AT);

        assertThat(store.turns().open(opening)).isEqualTo(new Opened.Stored(Set.of(), Set.of()));
        assertThat(store.turns().settle(turns.settlement(opening, "Voici…", 40)))
                .isTrue();

        Transcript transcript = turns.conversations()
                .transcript(Turns.conversationOf(opening), owner, 10)
                .orElseThrow();
        assertThat(transcript.conversation().title()).isEqualTo("Profil");
        assertThat(transcript.conversation().createdAt()).isEqualTo(Turns.AT);
        assertThat(transcript.conversation().updatedAt()).isEqualTo(Turns.AT.plusSeconds(2));
        assertThat(transcript.vault()).isEqualTo("{\"[EMAIL_1]\":\"zoe@example.eu\"}");
        assertThat(transcript.messages()).extracting(Message::content).containsExactly("Bonjour Profil", "Voici…");
        assertThat(transcript.messages())
                .extracting(Message::details)
                .containsExactly(null, "{\"provider\":\"local\"}");
        assertThat(store.number("SELECT COUNT(*) FROM usage_records WHERE cost_nano = 40 AND cached_tokens = 4"
                        + " AND duration_ms = 1234 AND subject_id = '" + owner + "'"))
                .isEqualTo(1);
        assertThat(store.number("SELECT COUNT(*) FROM audit_log")).isEqualTo(2);
    }

    @Test
    void theHoldBecomesWhatWasReallySpent() {
        Opening opening = turns.first(owner, "a", hold(100, 1_000), Turns.AT);
        store.turns().open(opening);
        assertThat(spent()).isZero();
        assertThat(held()).isEqualTo(100);

        store.turns().settle(turns.settlement(opening, "b", 140));

        assertThat(spent()).isEqualTo(140);
        assertThat(held()).isZero();
        assertThat(holds()).isZero();
    }

    @Test
    void aBudgetIsHeldToTheLastNanoAndNotOneMore() {
        assertThat(store.turns().open(turns.first(owner, "a", hold(600, 1_000), Turns.AT)))
                .isEqualTo(new Opened.Stored(Set.of(), Set.of()));
        assertThat(store.turns().open(turns.first(owner, "b", hold(401, 1_000), Turns.AT)))
                .isEqualTo(new Opened.BudgetExhausted());
        assertThat(store.turns().open(turns.first(owner, "c", hold(400, 1_000), Turns.AT)))
                .isEqualTo(new Opened.Stored(Set.of(), Set.of()));
        assertThat(held()).isEqualTo(1_000);
    }

    @Test
    void whatWasSpentCountsAgainstTheNextHold() {
        Opening opening = turns.first(owner, "a", hold(600, 1_000), Turns.AT);
        store.turns().open(opening);
        store.turns().settle(turns.settlement(opening, "b", 1_200));

        assertThat(store.turns().open(turns.first(owner, "b", hold(0, 1_000), Turns.AT)))
                .isEqualTo(new Opened.BudgetExhausted());
    }

    @Test
    void aHoldGreaterThanAnUntouchedBudgetIsRefused() {
        assertThat(store.turns().open(turns.first(owner, "a", hold(1_001, 1_000), Turns.AT)))
                .isEqualTo(new Opened.BudgetExhausted());
        assertThat(store.number("SELECT COUNT(*) FROM budgets")).isZero();
    }

    /// Nothing is spent: it is the hold that is large. Once four fifths are gone it is the account that is used up.
    @Test
    void anOptionalHoldThatDoesNotFitLeavesTheTurnOpen() {
        Hold large = new Hold("provider:p", MONTH, 1_001, 1_000, true);
        assertThat(store.turns().open(turns.first(owner, "a", large, Turns.AT)))
                .isEqualTo(new Opened.Stored(Set.of("provider:p"), Set.of()));
        Hold most = new Hold("provider:p", MONTH, 799, 1_000, true);
        assertThat(store.turns().open(turns.first(owner, "b", most, Turns.AT)))
                .isEqualTo(new Opened.Stored(Set.of(), Set.of()));
        Hold rest = new Hold("provider:p", MONTH, 202, 1_000, true);
        assertThat(store.turns().open(turns.first(owner, "c", rest, Turns.AT)))
                .isEqualTo(new Opened.Stored(Set.of("provider:p"), Set.of()));
        store.turns().open(turns.first(owner, "d", new Hold("provider:p", MONTH, 1, 1_000, true), Turns.AT));
        assertThat(store.turns().open(turns.first(owner, "e", rest, Turns.AT)))
                .isEqualTo(new Opened.Stored(Set.of("provider:p"), Set.of("provider:p")));
        assertThat(held()).isEqualTo(800);
    }

    @Test
    void noLimitMeansNoLimitAndNoOverflow() {
        Opening huge = turns.first(owner, "a", hold(Long.MAX_VALUE, Long.MAX_VALUE), Turns.AT);
        assertThat(store.turns().open(huge)).isEqualTo(new Opened.Stored(Set.of(), Set.of()));
        assertThat(store.turns().open(turns.first(owner, "b", hold(1, Long.MAX_VALUE), Turns.AT)))
                .isEqualTo(new Opened.BudgetExhausted());

        store.turns().settle(turns.settlement(huge, "c", Long.MAX_VALUE - 5));
        Opening after = turns.first(owner, "d", hold(5, Long.MAX_VALUE), Turns.AT);
        assertThat(store.turns().open(after)).isEqualTo(new Opened.Stored(Set.of(), Set.of()));
        store.turns().settle(turns.settlement(after, "e", 50));

        assertThat(spent()).isEqualTo(Long.MAX_VALUE);
        assertThat(held()).isZero();
    }

    @Test
    void aRefusedOpeningStoresNothingAtAll() {
        store.turns().open(turns.first(owner, "b", hold(11, 10), Turns.AT));
        store.turns().open(turns.next(owner, UUID.randomUUID(), "c", hold(1, 10)));

        for (String table :
                List.of("conversations", "messages", "budgets", "budget_holds", "audit_log", "audit_head")) {
            assertThat(store.number("SELECT COUNT(*) FROM " + table)).as(table).isZero();
        }
    }

    @Test
    void anothersConversationIsNotThere() {
        Opening opening = turns.first(owner, "a", null, Turns.AT);
        store.turns().open(opening);

        assertThat(store.turns().open(turns.next(store.newSubject(), Turns.conversationOf(opening), "b", null)))
                .isEqualTo(new Opened.NoConversation());
        assertThat(store.number("SELECT COUNT(*) FROM messages")).isEqualTo(1);
    }

    @Test
    void aThousandOpeningsAtOnceOnABudgetForTenGiveExactlyTen() throws Exception {
        List<Callable<Opened>> openings = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Opening opening = turns.first(owner, "t" + i, hold(100, 1_000), Turns.AT);
            openings.add(() -> store.turns().open(opening));
        }

        List<Opened> outcomes = together(openings);

        assertThat(outcomes)
                .filteredOn(new Opened.Stored(Set.of(), Set.of())::equals)
                .hasSize(10);
        assertThat(outcomes).filteredOn(new Opened.BudgetExhausted()::equals).hasSize(990);
        assertThat(held()).isEqualTo(1_000);
        assertThat(store.number("SELECT COUNT(*) FROM messages")).isEqualTo(10);
        assertThat(new AuditVerifier(store.auditTrail()).verify()).isEqualTo(new AuditVerifier.Verdict.Intact(10));
    }

    @Test
    void manyTurnsOfOneConversationAtOnceGetPositionsWithoutGaps() throws Exception {
        Opening first = turns.first(owner, "a", null, Turns.AT);
        store.turns().open(first);
        List<Callable<Opened>> openings = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Opening opening = turns.next(owner, Turns.conversationOf(first), "t" + i, null);
            openings.add(() -> store.turns().open(opening));
        }

        together(openings);

        assertThat(store.number("SELECT MAX(position) FROM messages")).isEqualTo(51);
        assertThat(store.number("SELECT COUNT(DISTINCT position) FROM messages"))
                .isEqualTo(51);
    }

    @Test
    void aTurnIsSettledOnce() {
        Opening opening = turns.first(owner, "a", hold(100, 1_000), Turns.AT);
        store.turns().open(opening);
        store.turns().settle(turns.settlement(opening, "b", 40));

        Settlement again = turns.settlement(opening, "c", 50);
        assertThatThrownBy(() -> store.turns().settle(again)).isInstanceOf(IllegalStateException.class);

        assertThat(spent()).isEqualTo(40);
        assertThat(store.number("SELECT COUNT(*) FROM messages")).isEqualTo(2);
        assertThat(store.number("SELECT COUNT(*) FROM audit_log")).isEqualTo(2);
        assertThat(store.number("SELECT COUNT(*) FROM usage_records")).isEqualTo(1);
    }

    @Test
    void aTurnOfADeletedConversationIsStillPaidAndRecorded() {
        Opening opening = turns.first(owner, "a", hold(100, 1_000), Turns.AT);
        store.turns().open(opening);
        store.conversations().delete(Turns.conversationOf(opening), owner);

        assertThat(store.turns().settle(turns.settlement(opening, "b", 40))).isFalse();

        assertThat(spent()).isEqualTo(40);
        assertThat(store.number("SELECT COUNT(*) FROM usage_records")).isEqualTo(1);
        assertThat(store.number("SELECT COUNT(*) FROM messages")).isZero();
    }

    @Test
    void aTurnOfAnErasedSubjectIsRecordedWithoutIts() {
        Opening opening = turns.first(owner, "a", null, Turns.AT);
        store.turns().open(opening);
        Settlement settlement = turns.settlement(opening, "b", 40);
        store.execute("DELETE FROM subjects WHERE id = '" + owner + "'");

        assertThat(store.turns().settle(settlement)).isFalse();

        assertThat(store.number("SELECT COUNT(*) FROM usage_records WHERE subject_id = 'erased'"))
                .isEqualTo(1);
    }

    @Test
    void aTurnThatShowedNothingStoresNoAnswer() {
        Opening opening = turns.first(owner, "a", hold(100, 1_000), Turns.AT);
        store.turns().open(opening);

        assertThat(store.turns().settle(turns.settlement(opening, null, 0))).isFalse();

        assertThat(spent()).isZero();
        assertThat(held()).isZero();
        assertThat(store.number("SELECT COUNT(*) FROM messages")).isEqualTo(1);
    }

    @Test
    void whatAnEarlierProcessHeldIsChargedInFullOnce() {
        Opening abandoned = turns.first(owner, "a", hold(300, 1_000), Turns.AT);
        store.turns().open(abandoned);
        store.turns().open(turns.first(owner, "b", hold(200, 1_000), Turns.AT));
        store.turns().open(turns.first(owner, "c", hold(50, 1_000), Turns.AT.plusSeconds(60)));

        assertThat(store.turns().chargeAbandonedHolds(Turns.AT.plusSeconds(30))).isEqualTo(2);
        assertThat(store.turns().chargeAbandonedHolds(Turns.AT.plusSeconds(30))).isZero();

        assertThat(spent()).isEqualTo(500);
        assertThat(held()).isEqualTo(50);
        store.turns().settle(turns.settlement(abandoned, "late", 10));
        assertThat(spent()).isEqualTo(500);
    }

    @Test
    void aTurnWhoseAuditCannotBeWrittenDoesNotHappen() {
        store.turns().open(turns.first(owner, "a", null, Turns.AT));
        store.execute("DELETE FROM audit_head");
        Opening opening = turns.first(owner, "b", hold(100, 1_000), Turns.AT);

        assertThatThrownBy(() -> store.turns().open(opening)).isInstanceOf(RuntimeException.class);

        assertThat(store.number("SELECT COUNT(*) FROM messages")).isEqualTo(1);
        assertThat(held()).isZero();
    }

    private Hold hold(long nano, long limitNano) {
        return new Hold(owner.toString(), MONTH, nano, limitNano, false);
    }

    private long spent() {
        return store.number("SELECT spent_nano FROM budgets");
    }

    private long held() {
        return store.number("SELECT held_nano FROM budgets");
    }

    private long holds() {
        return store.number("SELECT COUNT(*) FROM budget_holds");
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
