package eu.rempart.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Duration DAY = Duration.ofDays(1);

    private static @Nullable Duration of(@Nullable String value) {
        return RetryAfter.of(new BasicHeader("Retry-After", value));
    }

    private static String date(String pattern, Duration fromNow) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now().plus(fromNow));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "007, 7", "120, 120", "86399, 86399", "86400, 86400", "' 30 ', 30"})
    void secondsAreSeconds(String value, long seconds) {
        assertThat(of(value)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"86401", "999999"})
    void moreThanADayIsADay(String value) {
        assertThat(of(value)).isEqualTo(DAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000", "0000001000000", "9999999999", "99999999999999999999999999"})
    void howeverManySecondsTheyAreADay(String value) {
        assertThat(of(value)).isEqualTo(DAY);
    }

    @Test
    void leadingZerosMakeNoDifference() {
        assertThat(of("00000030")).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'"})
    void aDateIsTheTimeUntilThen(String pattern) {
        assertThat(of(date(pattern, Duration.ofHours(1)))).isBetween(Duration.ofMinutes(58), Duration.ofMinutes(60));
    }

    @Test
    void aDateThatIsOverIsNow() {
        assertThat(of("Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(Duration.ZERO);
    }

    /// RFC 9110, section 5.6.7: the format of `asctime` must be accepted as well.
    @Test
    void theOldestWayToWriteADateIsUnderstoodToo() {
        assertThat(of("Sun Nov  6 08:49:37 1994")).isEqualTo(Duration.ZERO);
        assertThat(of("Tue Nov 16 08:49:37 2094")).isEqualTo(DAY);
    }

    @Test
    void aDateFarAwayIsADay() {
        assertThat(of(date("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Duration.ofDays(400))))
                .isEqualTo(DAY);
        assertThat(of("Fri, 31 Dec 9999 23:59:59 GMT")).isEqualTo(DAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "-120",
                "+5",
                "1.5",
                "1e3",
                "0x10",
                "5s",
                "5 s",
                "1,2",
                "soon",
                "٣",
                "2026-11-27T10:00:00Z",
                "Tue, 99 Nov 2094 08:49:37 GMT"
            })
    void whatIsNeitherSaysNothing(String value) {
        assertThat(of(value)).isNull();
    }

    @Test
    void noHeaderAndNoValueSayNothing() {
        assertThat(RetryAfter.of(null)).isNull();
        assertThat(of(null)).isNull();
    }
}
