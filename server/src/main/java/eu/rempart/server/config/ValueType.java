package eu.rempart.server.config;

import eu.rempart.core.AddressRange;
import eu.rempart.core.Secret;
import eu.rempart.core.upstream.ProviderKind;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the text of one kind of value is read.
///
/// @param meaning what the text must be, as in "a whole number"
/// @param example a text that is right
/// @param closed whether `meaning` says every text that is right
/// @param shown whether a wrong text may be repeated in an error
/// @param reader empty if the text is not of this kind
record ValueType(String meaning, String example, boolean closed, boolean shown, Function<String, Optional<?>> reader) {

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,10}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,10}(\\.[0-9]{1,9})?");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{1,512}");
    private static final Pattern AUTHORITY = Pattern.compile("[^/?#@\\s]{1,300}/?");

    private static final Map<Class<?>, ValueType> BY_CLASS = Map.ofEntries(
            Map.entry(String.class, of("text", "text", Optional::of)),
            Map.entry(int.class, of("a whole number", "100", ValueType::whole)),
            Map.entry(Integer.class, of("a whole number", "100", ValueType::whole)),
            Map.entry(boolean.class, closed("`true` or `false`", "true", ValueType::flag)),
            Map.entry(BigDecimal.class, of("a number", "0.15", ValueType::decimal)),
            Map.entry(Duration.class, of("a duration with a unit: ms, s, m, h or d", "15m", ValueType::duration)),
            Map.entry(DataSize.class, of("a size with a unit: B, KiB, MiB or GiB", "64KiB", ValueType::size)),
            Map.entry(LocalDate.class, of("a date", "2026-11-22", ValueType::date)),
            Map.entry(
                    Budget.class,
                    of(
                            "an amount of euros with at most nine decimal places, or `unlimited`",
                            "10.50",
                            ValueType::budget)),
            Map.entry(Path.class, of("a path", "./data", ValueType::path)),
            Map.entry(AddressRange.class, of("an IP address or a CIDR range", "10.0.0.0/8", ValueType::range)),
            Map.entry(
                    Secret.class,
                    new ValueType(
                            "a key: printable characters without spaces, at most 512",
                            "the key as the provider shows it, without quotes or line breaks",
                            false,
                            false,
                            ValueType::secret)));

    /// Whether this class is a value, not a group of keys.
    static boolean reads(Class<?> type) {
        return BY_CLASS.containsKey(type);
    }

    /// @throws IllegalArgumentException if configuration records cannot have components of this class
    static ValueType of(Class<?> type, Optional<Url> url) {
        if (type == URI.class && url.isPresent()) {
            return url(url.get().bareHostPort());
        }
        if (type.isEnum()) {
            return choice(type);
        }
        ValueType known = BY_CLASS.get(type);
        if (known == null) {
            throw new IllegalArgumentException("no configuration value can be a " + type.getName());
        }
        return known;
    }

    private static ValueType of(String meaning, String example, Function<String, Optional<?>> reader) {
        return new ValueType(meaning, example, false, true, reader);
    }

    private static ValueType closed(String meaning, String example, Function<String, Optional<?>> reader) {
        return new ValueType(meaning, example, true, true, reader);
    }

    /// Currencies are written in capitals, everything else in small letters; both are taken.
    private static ValueType choice(Class<?> type) {
        // The local knowledge is always there: nobody declares it.
        Object[] constants = Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant != ProviderKind.LOCAL)
                .toArray();
        String[] names = Arrays.stream(constants)
                .map(constant -> constant instanceof Prices.Currency ? constant.toString() : lower(constant))
                .toArray(String[]::new);
        return closed("one of " + String.join(", ", names), names[0], text -> {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equalsIgnoreCase(text)) {
                    return Optional.of(constants[i]);
                }
            }
            return Optional.empty();
        });
    }

    private static String lower(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ValueType url(int bareHostPort) {
        String example = bareHostPort == 0 ? "https://host.example/v1" : "http://127.0.0.1:" + bareHostPort;
        return new ValueType(
                "a URL that begins with http:// or https://, without user name, query or fragment",
                example,
                false,
                false,
                text -> url(text, bareHostPort));
    }

    private static Optional<URI> url(String text, int bareHostPort) {
        String full = text;
        boolean bare = bareHostPort != 0 && !text.contains("://");
        if (bare) {
            if (!AUTHORITY.matcher(text).matches()) {
                return Optional.empty();
            }
            full = "http://" + text;
        }
        URI uri;
        try {
            uri = URI.create(full);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web
                || uri.getHost() == null
                || uri.getPort() > 65535
                || uri.getPort() == 0
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            return Optional.empty();
        }
        // Ollama listens on 0.0.0.0 by the same variable; a client that reads it means this machine.
        String host = bareHostPort != 0 && uri.getHost().equals("0.0.0.0") ? "127.0.0.1" : uri.getHost();
        int port = bare && uri.getPort() < 0 ? bareHostPort : uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return Optional.of(URI.create(uri.getScheme().toLowerCase(Locale.ROOT)
                + "://"
                + host
                + (port < 0 ? "" : ":" + port)
                + path.substring(0, end)));
    }

    private static Optional<Integer> whole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        // Out of the type's range is out of every key's range: saturate, and let the range say so.
        return Optional.of(Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> decimal(String text) {
        return DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    private static Optional<DataSize> size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "B" -> new DataSize(amount);
                    case "KiB" -> DataSize.ofKibibytes(amount);
                    case "MiB" -> DataSize.ofMebibytes(amount);
                    default -> DataSize.ofMebibytes(amount * 1024);
                });
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Budget> budget(String text) {
        if (text.equals("unlimited")) {
            return Optional.of(new Budget.Unlimited());
        }
        return decimal(text)
                .filter(euros -> euros.signum() >= 0 && euros.compareTo(BigDecimal.valueOf(9_000_000_000L)) <= 0)
                .map(Budget::ofEuros);
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<AddressRange> range(String text) {
        try {
            return Optional.of(AddressRange.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Secret> secret(String text) {
        return SECRET.matcher(text).matches() ? Optional.of(Secret.of(text)) : Optional.empty();
    }
}
