package eu.rempart.core.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/// The header of RFC 9110, section 10.2.3: seconds, or a date.
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(24);

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);

    private RetryAfter() {}

    /// How long to wait, at most a day; null if the header is missing or says neither.
    static @Nullable Duration of(@Nullable Header header) {
        if (header == null || header.getValue() == null) {
            return null;
        }
        String value = header.getValue().strip();
        Duration wait;
        if (value.matches("0*[0-9]{1,6}")) {
            wait = Duration.ofSeconds(Long.parseLong(value));
        } else if (value.matches("[0-9]+")) {
            wait = LONGEST;
        } else {
            Instant date = date(value);
            if (date == null) {
                return null;
            }
            wait = Duration.between(Instant.now(), date);
        }
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /// Any of the three forms of RFC 9110, section 5.6.7.
    private static @Nullable Instant date(String value) {
        Instant date = DateUtils.parseStandardDate(value);
        if (date != null) {
            return date;
        }
        try {
            return LocalDateTime.parse(value.replaceAll(" +", " "), ASCTIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
