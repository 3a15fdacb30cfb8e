package eu.rempart.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.PasswordHash;
import eu.rempart.core.identity.PasswordHasherBusyException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class Argon2PasswordsTest {

    private final Argon2Passwords passwords = new Argon2Passwords();

    @Test
    void only_the_password_matches_its_hash() {
        PasswordHash hash = passwords.hash(new Password("une phrase de passe"));
        assertThat(passwords.matches(new Password("une phrase de passe"), hash)).isTrue();
        assertThat(passwords.matches(new Password("une phrase de passé"), hash)).isFalse();
    }

    @Test
    void two_hashes_of_one_password_differ() {
        Password password = new Password("une phrase de passe");
        assertThat(passwords.hash(password)).isNotEqualTo(passwords.hash(password));
    }

    @Test
    void the_decoy_has_the_parameters_of_a_real_hash_and_matches_nothing() {
        String real = passwords.hash(new Password("une phrase de passe")).encoded();
        String decoy = passwords.decoy().encoded();
        assertThat(decoy).hasSameSizeAs(real);
        assertThat(decoy.substring(0, decoy.indexOf("p=1$"))).isEqualTo(real.substring(0, real.indexOf("p=1$")));
        assertThat(passwords.matches(new Password("une phrase de passe"), passwords.decoy()))
                .isFalse();
    }

    @Test
    void whoever_cannot_be_served_is_sent_away() {
        Argon2Passwords closed = new Argon2Passwords(0, Duration.ZERO);
        assertThatThrownBy(() -> closed.hash(new Password("une phrase de passe")))
                .isInstanceOfSatisfying(PasswordHasherBusyException.class, busy -> assertThat(busy.retryAfter())
                        .isPositive());
    }
}
