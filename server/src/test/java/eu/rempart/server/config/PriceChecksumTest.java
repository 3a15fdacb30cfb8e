package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PriceChecksumTest {

    private static byte[] prices() throws IOException {
        try (InputStream in = Objects.requireNonNull(PriceChecksum.class.getResourceAsStream("prices.yaml"))) {
            return in.readAllBytes();
        }
    }

    @Test
    void theListHasItsChecksum() throws IOException {
        byte[] prices = prices();
        assertThatCode(() -> PriceChecksum.check(prices)).doesNotThrowAnyException();
    }

    @Test
    void aListThatWasChangedUnseenIsNotUsed() throws IOException {
        byte[] prices = prices();
        prices[prices.length - 2] ^= 1;
        assertThatThrownBy(() -> PriceChecksum.check(prices))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Install again");
    }
}
