package eu.rempart.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.SubjectId;
import eu.rempart.core.conversation.Conversation;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.conversation.Message;
import eu.rempart.core.crypto.SubjectErasedException;
import eu.rempart.core.crypto.UnreadableCiphertextException;
import eu.rempart.core.turn.TurnLedger.Opening;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What conversations at rest have to keep on every engine.
public abstract class ConversationStoreContract {

    private StoreUnderTest store;
    private Turns turns;
    private Conversations conversations;
    private SubjectId owner;
    private SubjectId other;

    /// Opens the stores on an empty database.
    protected abstract StoreUnderTest openStore();

    @BeforeEach
    void open() {
        store = openStore();
        turns = new Turns(store);
        conversations = turns.conversations();
        owner = store.newSubject();
        other = store.newSubject();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void pagesFollowEachOtherNewestFirstWithoutOverlapOrGap() {
        for (int i = 0; i < 7; i++) {
            // Three share each moment, so that the id has to decide.
            store.turns().open(turns.first(owner, "c" + i, null, Turns.AT.plusMillis(i / 3)));
        }
        store.turns().open(turns.first(other, "x", null, Turns.AT));

        List<Conversation> all = conversations.list(owner, null, 100);
        List<Conversation> first = conversations.list(owner, null, 3);
        List<Conversation> second = conversations.list(owner, first.getLast().cursor(), 3);
        List<Conversation> third = conversations.list(owner, second.getLast().cursor(), 3);

        assertThat(all).hasSize(7).isSortedAccordingTo((a, b) -> b.updatedAt().compareTo(a.updatedAt()));
        assertThat(first).isEqualTo(all.subList(0, 3));
        assertThat(second).isEqualTo(all.subList(3, 6));
        assertThat(third).isEqualTo(all.subList(6, 7));
        assertThat(conversations.list(owner, third.getLast().cursor(), 3)).isEmpty();
    }

    @Test
    void theLastMessagesComeOldestFirst() {
        UUID id = talk(owner, 5);

        assertThat(conversations.transcript(id, owner, 3).orElseThrow().messages())
                .extracting(Message::content)
                .containsExactly("m3", "m4", "m5");
    }

    @Test
    void anothersConversationIsAsAbsentAsNone() {
        UUID id = talk(owner, 2);

        assertThat(conversations.find(id, other)).isEmpty();
        assertThat(conversations.transcript(id, other, 10)).isEmpty();
        assertThat(store.conversations().lastMessages(id, other, 10)).isEmpty();
        assertThat(conversations.list(other, null, 10)).isEmpty();
        assertThat(conversations.rename(id, other, "mine")).isFalse();
        assertThat(conversations.delete(id, other)).isFalse();
        assertThat(conversations.deleteAll(other)).isZero();
        assertThat(conversations.find(id, owner))
                .get()
                .extracting(Conversation::title)
                .isEqualTo("Bonjour");
    }

    @Test
    void aNewTitleReplacesTheOld() {
        UUID id = talk(owner, 1);

        assertThat(conversations.rename(id, owner, "Mon dossier")).isTrue();

        assertThat(conversations.find(id, owner))
                .get()
                .extracting(Conversation::title)
                .isEqualTo("Mon dossier");
    }

    @Test
    void deletingAConversationDeletesItsMessages() {
        UUID gone = talk(owner, 3);
        talk(owner, 2);

        assertThat(conversations.delete(gone, owner)).isTrue();
        assertThat(conversations.delete(gone, owner)).isFalse();

        assertThat(store.number("SELECT COUNT(*) FROM messages")).isEqualTo(2);
    }

    @Test
    void deletingAllLeavesWhatBelongsToOthers() {
        talk(owner, 1);
        talk(owner, 1);
        talk(other, 1);

        assertThat(conversations.deleteAll(owner)).isEqualTo(2);

        assertThat(conversations.list(owner, null, 10)).isEmpty();
        assertThat(conversations.list(other, null, 10)).hasSize(1);
    }

    @Test
    void aMessageMovedToAnotherRowDoesNotDecrypt() {
        UUID id = talk(owner, 2);
        store.execute("UPDATE messages SET content = (SELECT content FROM messages WHERE position = 1)"
                + " WHERE position = 2");

        assertThatThrownBy(() -> conversations.transcript(id, owner, 10))
                .isInstanceOf(UnreadableCiphertextException.class);
    }

    @Test
    void aVaultPutInTheTitlesPlaceDoesNotDecrypt() {
        UUID id = talk(owner, 1);
        store.execute("UPDATE conversations SET title = vault");

        assertThatThrownBy(() -> conversations.find(id, owner)).isInstanceOf(UnreadableCiphertextException.class);
    }

    @Test
    void aConversationGivenToAnotherSubjectDoesNotDecrypt() {
        UUID id = talk(owner, 1);
        store.execute("UPDATE conversations SET subject_id = '" + other + "'");

        assertThatThrownBy(() -> conversations.find(id, other)).isInstanceOf(UnreadableCiphertextException.class);
    }

    @Test
    void nothingOfASubjectWithoutItsKeyIsRead() {
        UUID id = talk(owner, 1);
        store.execute("UPDATE subjects SET wrapped_key = (SELECT wrapped_key FROM subjects WHERE id = '" + other
                + "') WHERE id = '" + owner + "'");
        store.cipher().forget(owner);
        assertThatThrownBy(() -> conversations.find(id, owner)).isInstanceOf(UnreadableCiphertextException.class);

        store.execute("DELETE FROM subjects WHERE id = '" + owner + "'");
        store.cipher().forget(owner);

        assertThat(conversations.find(id, owner)).isEmpty();
        assertThatThrownBy(() -> conversations.sealTitle(owner, id, "x")).isInstanceOf(SubjectErasedException.class);
    }

    /// A conversation of that many questions `m1`, `m2`…
    private UUID talk(SubjectId subject, int messages) {
        Opening first = turns.first(subject, "Bonjour", null, Turns.AT);
        store.turns().open(first);
        store.execute("DELETE FROM messages WHERE conversation_id = '" + Turns.conversationOf(first) + "'");
        for (int i = 1; i <= messages; i++) {
            store.turns().open(turns.next(subject, Turns.conversationOf(first), "m" + i, null));
        }
        return Turns.conversationOf(first);
    }
}
