package eu.rempart.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.LoginLimiter.Attempt;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoginLimiterTest {

    private static final UserName MARIE = new UserName("marie");

    private final IdentityFakes.Clock clock = new IdentityFakes.Clock();
    private final LoginLimiter limiter = new LoginLimiter(clock);

    private int allowed(int attempts, @Nullable UserName name, String address) {
        int allowed = 0;
        for (int i = 0; i < attempts; i++) {
            allowed += limiter.attempt(name, address) instanceof Attempt.Allowed ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void one_name_from_one_address_has_ten_attempts() {
        assertThat(allowed(20, MARIE, "192.0.2.1")).isEqualTo(10);
    }

    @Test
    void one_stranger_does_not_lock_the_account_for_others() {
        allowed(20, MARIE, "192.0.2.1");
        assertThat(allowed(1, MARIE, "192.0.2.2")).isEqualTo(1);
    }

    @Test
    void one_address_has_sixty_attempts_whatever_the_names() {
        int allowed = 0;
        for (int i = 0; i < 100; i++) {
            allowed += allowed(1, new UserName("user" + i), "192.0.2.1");
        }
        assertThat(allowed).isEqualTo(60);
    }

    @Test
    void what_cannot_be_a_name_counts_for_the_address() {
        assertThat(allowed(100, null, "192.0.2.1")).isEqualTo(60);
    }

    @Test
    void one_name_has_fifty_attempts_from_everywhere() {
        int allowed = 0;
        for (int i = 0; i < 100; i++) {
            allowed += allowed(1, MARIE, "192.0.2." + i);
        }
        assertThat(allowed).isEqualTo(50);
    }

    @Test
    void a_network_of_ipv6_addresses_is_one_address() {
        int allowed = 0;
        for (int i = 0; i < 100; i++) {
            allowed += allowed(1, MARIE, "2001:db8:0:1::" + Integer.toHexString(i));
        }
        assertThat(allowed).isEqualTo(10);
        assertThat(allowed(1, MARIE, "2001:db8:0:2::1")).isEqualTo(1);
    }

    @Test
    void a_refusal_says_when_to_come_again_and_then_it_is_allowed() {
        allowed(10, MARIE, "192.0.2.1");
        Duration wait = ((Attempt.Refused) limiter.attempt(MARIE, "192.0.2.1")).retryAfter();
        assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(90));
        clock.pass(wait);
        assertThat(allowed(5, MARIE, "192.0.2.1")).isEqualTo(1);
    }

    @Test
    void a_right_password_does_not_count() {
        for (int i = 0; i < 200; i++) {
            assertThat(limiter.attempt(MARIE, "192.0.2.1"))
                    .isInstanceOfSatisfying(Attempt.Allowed.class, Attempt.Allowed::giveBack);
        }
    }
}
