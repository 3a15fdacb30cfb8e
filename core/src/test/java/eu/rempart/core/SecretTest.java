package eu.rempart.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {
    private record Holder(Secret secret) {}

    @Test
    void neverPrintsItsText() {
        assertThat(Secret.of("sk-visible")).hasToString("***");
        assertThat(new Holder(Secret.of("sk-visible")).toString()).doesNotContain("visible");
    }

    @Test
    void revealsItsTextOnRequest() {
        assertThat(Secret.of("sk-visible").reveal()).isEqualTo("sk-visible");
    }

    @Test
    void equalsByContentAndHashesWithoutIt() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
        assertThat(Secret.of("a").hashCode()).isEqualTo(Secret.of("b").hashCode());
    }

    @Test
    void isNeverEmpty() {
        assertThatThrownBy(() -> Secret.of("")).isInstanceOf(IllegalArgumentException.class);
    }
}
