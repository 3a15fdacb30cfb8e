package eu.rempart.server.cli;

import eu.rempart.core.AddressRange;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.UserChange;
import eu.rempart.server.turn.SqlSpending.Spending;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How options are written on the command line.
final class OptionValues {

    private OptionValues() {}

    private static <E extends Enum<E>> E lowerCase(Class<E> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(value -> lower(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected one of "
                        + Stream.of(type.getEnumConstants())
                                .map(OptionValues::lower)
                                .collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// `0.5 euros`.
    static String euros(long nano) {
        return BigDecimal.valueOf(nano, 9).stripTrailingZeros().toPlainString() + " euros";
    }

    /// What was spent of a budget this month, and what is left of it.
    ///
    /// @param limitNano `Long.MAX_VALUE` for none
    static String spent(Spending spending, long limitNano) {
        return "  spent this month " + euros(spending.spentNano())
                + (limitNano == Long.MAX_VALUE ? "" : "  left " + euros(spending.leftNano(limitNano)));
    }

    static final class OfRole implements ITypeConverter<Role> {
        @Override
        public Role convert(String text) {
            return lowerCase(Role.class, text);
        }
    }

    static final class OfTier implements ITypeConverter<Tier> {
        @Override
        public Tier convert(String text) {
            return lowerCase(Tier.class, text);
        }
    }

    /// Scopes, for picocli, which would take a bare `Set` for a list of values.
    record Scopes(Set<Scope> all) {}

    static final class OfScopes implements ITypeConverter<Scopes> {
        @Override
        public Scopes convert(String text) {
            return new Scopes(Scope.parse(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "expected chat, gateway or both (chat,gateway), not '" + text + "'")));
        }
    }

    /// `2027-01-31`, the last day in UTC, or `none`.
    static final class OfSubscription implements ITypeConverter<UserChange.Subscription> {
        @Override
        public UserChange.Subscription convert(String text) {
            if (text.equals("none")) {
                return new UserChange.Subscription(null);
            }
            try {
                return new UserChange.Subscription(LocalDate.parse(text)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
            } catch (DateTimeException e) {
                throw new TypeConversionException("expected a date such as 2027-01-31, or none, not '" + text + "'");
            }
        }
    }

    /// `90d`, `12h` or `30m`.
    static final class OfDuration implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})([dhm])");

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException("expected a duration such as 90d, 12h or 30m, not '" + text + "'");
            }
            long number = Long.parseLong(form.group(1));
            return switch (form.group(2)) {
                case "d" -> Duration.ofDays(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofMinutes(number);
            };
        }
    }

    static final class OfAddresses implements ITypeConverter<AddressRange> {
        @Override
        public AddressRange convert(String text) {
            try {
                return AddressRange.parse(text);
            } catch (IllegalArgumentException _) {
                throw new TypeConversionException(
                        "expected a whole address such as 10.0.0.1, or a range such as 10.0.0.0/8, not '" + text + "'");
            }
        }
    }

    static final class OfId implements ITypeConverter<UUID> {
        @Override
        public UUID convert(String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException _) {
                throw new TypeConversionException(
                        "expected an id as 'token list' shows it, such as 6f1c0a52-93c4-4f0e-8a57-0d1f3f6f2f11, not '"
                                + text + "'");
            }
        }
    }

    static final class OfPositive implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (text.matches("[1-9][0-9]{0,8}")) {
                return Long.valueOf(text);
            }
            throw new TypeConversionException("expected a whole number of at least 1, not '" + text + "'");
        }
    }

    /// Euros with at most nine decimal places, in nano-euros.
    static final class OfEuros implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (text.matches("[0-9]{1,9}([.][0-9]{1,9})?")) {
                return new BigDecimal(text).movePointRight(9).longValueExact();
            }
            throw new TypeConversionException("expected euros such as 25 or 0.50, not '" + text + "'");
        }
    }
}
