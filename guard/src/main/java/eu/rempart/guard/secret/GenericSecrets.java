package eu.rempart.guard.secret;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.LiteralAutomaton;
import java.util.List;
import java.util.Locale;

/// Values that only the words before them give away: `mot de passe : …`, `API_KEY=…`,
/// `"client_secret": "…"`, `Authorization: Bearer …`.
final class GenericSecrets {
    private static final List<String> WORDS = List.of(
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "mot de passe",
            "mdp",
            "passwort",
            "kennwort",
            "contraseña",
            "contrasena",
            "senha",
            "wachtwoord",
            "hasło",
            "secret",
            "token",
            "api key",
            "apikey",
            "api_key",
            "api-key",
            "access key",
            "access_key",
            "access-key",
            "accesskey",
            "secretkey",
            "private_key",
            "privatekey",
            "private key",
            "auth_key",
            "authkey",
            "bearer",
            "credential",
            "clé api",
            "clé d'api",
            "cle api",
            "clé secrète",
            "encryption_key",
            "signing_key",
            "client_key",
            "apitoken",
            "auth_token",
            "key");

    private static final LiteralAutomaton AUTOMATON = new LiteralAutomaton(WORDS);

    private static final int SHORTEST_VALUE = 6;

    /// From the beginning of a telling word to the beginning of its value.
    private static final int LONGEST_GAP = 64;

    /// What a value has and a word has not: digits, and signs.
    private static final boolean[] ODD = new boolean[0x80];

    static {
        for (char c : "0123456789!@#%^&*+?~".toCharArray()) {
            ODD[c] = true;
        }
    }

    private static final List<String> OTHER_KEYS =
            List.of("primary", "foreign", "cache", "partition", "sort", "object", "public", "row", "shard");

    private static final List<String> ABOUT =
            List.of("name", "rounds", "count", "length", "size", "uri", "url", "type");

    private GenericSecrets() {}

    /// Looks for telling words before and in every run of characters that could be a value.
    static void find(String text, List<Finding> found) {
        int start = 0;
        int lookedUntil = 0;
        boolean odd = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c > ' ') {
                odd |= c < 0x80 && ODD[c];
                continue;
            }
            if (odd && i - start >= SHORTEST_VALUE) {
                int from = Math.max(lookedUntil, start - LONGEST_GAP);
                words(text, from, i, found);
                lookedUntil = i;
            }
            start = i + 1;
            odd = false;
        }
    }

    private static void words(String text, int from, int to, List<Finding> found) {
        int state = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            state = AUTOMATON.next(
                    state, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c < 0x80 ? c : Character.toLowerCase(c));
            int word = state == 0 ? -1 : AUTOMATON.longestAt(state);
            if (word >= 0) {
                value(text, WORDS.get(word), i + 1, found);
            }
        }
    }

    private static boolean isPassword(String word) {
        return switch (word) {
            case "password",
                    "passwd",
                    "passphrase",
                    "pwd",
                    "mot de passe",
                    "mdp",
                    "passwort",
                    "kennwort",
                    "contraseña",
                    "contrasena",
                    "senha",
                    "wachtwoord",
                    "hasło" -> true;
            default -> false;
        };
    }

    private static void value(String text, String word, int at, List<Finding> found) {
        int i = at;
        int limit = Math.min(text.length(), at + 40);
        // The rest of the name: `secret_access_key`, `apiKeyProd`, `token est`.
        int nameEnd = i;
        while (nameEnd < limit
                && (Character.isLetterOrDigit(text.charAt(nameEnd)) || text.charAt(nameEnd) == '_')
                && nameEnd - i < 16) {
            nameEnd++;
        }
        boolean unlikely = isOtherKey(text, word, at) || isAboutIt(text, i, nameEnd);
        i = nameEnd;
        boolean assigned = false;
        boolean gap = false;
        while (i < limit) {
            char c = text.charAt(i);
            if (c == '=' || c == ':' || c == '>' || c == '(' || c == ',') {
                assigned |= (c != ',' && c != '(') || i == nameEnd;
            } else if (c == '"'
                    || c == '\''
                    || c == '`'
                    || c == ' '
                    || c == '\t'
                    || c == '\u00a0'
                    || c == '\u202f'
                    || c == '['
                    || c == '{') {
                gap = true;
            } else if (startsWord(text, i, "est ") || startsWord(text, i, "is ") || startsWord(text, i, "ist ")) {
                assigned = true;
                i += 2;
            } else {
                break;
            }
            i++;
        }
        if (!assigned && !gap) {
            return;
        }
        int end = i;
        while (end < text.length()
                && end - i < 512
                && Shape.Alphabet.URL.has(text.charAt(end))
                && text.charAt(end) != ','
                && text.charAt(end) != ';'
                && text.charAt(end) != ')') {
            end++;
        }
        while (end > i && ".!?:]}".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        String value = text.substring(i, end);
        boolean telling =
                (isPassword(word) && assigned) ? looksLikePassword(value) : looksRandom(value, word.equals("key"));
        if (unlikely && !isMixed(value)) {
            return;
        }
        if (telling && !Shape.isMadeUp(value) && !isPublicKey(value)) {
            found.add(new Finding(isPassword(word) ? "password" : "generic-secret", i, end));
        }
    }

    /// Keys that open nothing: `primary key`, `cache_key`, `publicKey`.
    private static boolean isOtherKey(String text, String word, int at) {
        int end = at - word.length();
        if (!word.equals("key")) {
            return false;
        }
        if (end > 0 && " _-.".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        for (String kind : OTHER_KEYS) {
            int from = end - kind.length();
            if (text.regionMatches(true, from, kind, 0, kind.length())
                    && (from == 0 || !Character.isLetter(text.charAt(from - 1)))) {
                return true;
            }
        }
        return false;
    }

    /// Small and capital letters and digits in one: no name, count or identifier is written so. Whatever the word
    /// before
    /// it says, this is a secret.
    private static boolean isMixed(String value) {
        boolean small = false;
        boolean capital = false;
        boolean digit = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ("-_.:/".indexOf(c) >= 0) {
                return false;
            }
            small |= c >= 'a' && c <= 'z';
            capital |= c >= 'A' && c <= 'Z';
            digit |= c >= '0' && c <= '9';
        }
        return small && capital && digit && value.length() >= 10;
    }

    /// `token_count`, `secretName`, `password_min_length`: what follows is not the value itself.
    private static boolean isAboutIt(String text, int from, int nameEnd) {
        for (String end : ABOUT) {
            int at = nameEnd - end.length();
            // `api_token_curl` does not end in the word "url".
            if (at >= from
                    && text.regionMatches(true, at, end, 0, end.length())
                    && (at == 0
                            || !Character.isLetter(text.charAt(at - 1))
                            || Character.isUpperCase(text.charAt(at)))) {
                return true;
            }
        }
        return false;
    }

    /// OpenSSH's form (RFC 4253) and SubjectPublicKeyInfo (RFC 5280) begin with their algorithm.
    private static boolean isPublicKey(String value) {
        return value.startsWith("AAAAB3Nza")
                || value.startsWith("AAAAC3Nza")
                || value.startsWith("AAAAE2Vj")
                || value.startsWith("MIIBIjAN")
                || value.startsWith("MFkwEwYH")
                || value.startsWith("MCowBQYDK2V");
    }

    private static boolean startsWord(String text, int at, String word) {
        return text.startsWith(word, at) && at > 0 && text.charAt(at - 1) == ' ';
    }

    /// A password in a sentence: not a plain word, not code.
    private static boolean looksLikePassword(String value) {
        if (value.length() < 6
                || value.length() > 128
                || value.indexOf('(') >= 0
                || value.startsWith("$")
                || value.startsWith("{")
                || value.contains("://")) {
            return false;
        }
        boolean digit = false;
        boolean letter = false;
        boolean sign = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            digit |= c >= '0' && c <= '9';
            letter |= Character.isLetter(c);
            sign |= i > 0 && i < value.length() - 1 && "!@#%^&*+?~".indexOf(c) >= 0;
        }
        return ((digit && (letter || value.length() >= 6)) || (sign && letter)) && !isPath(value);
    }

    private static boolean isPath(String value) {
        return value.startsWith("/") || value.startsWith("./") || value.contains("__");
    }

    /// A long value that mixes letters and digits as no word does.
    private static boolean looksRandom(String value, boolean weakWord) {
        int length = value.length();
        if (length < (weakWord ? 20 : 16)
                || length > 400
                || value.contains("://")
                || value.startsWith("$")
                || value.startsWith("sha")
                || isPath(value)) {
            return false;
        }
        int digits = 0;
        int letters = 0;
        int changes = 0;
        int kind = -1;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            int now = c >= '0' && c <= '9' ? 0 : c >= 'a' && c <= 'z' ? 1 : c >= 'A' && c <= 'Z' ? 2 : 3;
            if (now == 3 && "+/=_-.~:".indexOf(c) < 0) {
                return false;
            }
            digits += now == 0 ? 1 : 0;
            letters += now == 1 || now == 2 ? 1 : 0;
            changes += kind >= 0 && now != kind ? 1 : 0;
            kind = now;
        }
        if (digits < 2 || letters < 2 || isUuid(value) || isMadeOfWords(value)) {
            return false;
        }
        return changes * 8 >= length && !value.toLowerCase(Locale.ROOT).contains("sha256");
    }

    /// `react-list-item-10482`, `users:v2:profile:48213`: three parts or more, each of letters alone or digits
    /// alone unless it is as short as a version.
    private static boolean isMadeOfWords(String value) {
        int parts = 0;
        int start = 0;
        boolean digit = false;
        boolean letter = false;
        boolean small = false;
        for (int i = 0; i <= value.length(); i++) {
            char c = i < value.length() ? value.charAt(i) : '-';
            small |= Character.isLowerCase(c);
            if (Character.isLetterOrDigit(c)) {
                digit |= c <= '9';
                letter |= c > '9';
                continue;
            }
            if (digit && letter && i - start > 3) {
                return false;
            }
            parts += i > start ? 1 : 0;
            start = i + 1;
            digit = false;
            letter = false;
        }
        // Groups in capitals are how keys of products are written.
        return parts >= 3 && small;
    }

    private static boolean isUuid(String value) {
        return value.length() == 36
                && value.charAt(8) == '-'
                && value.charAt(13) == '-'
                && value.charAt(18) == '-'
                && value.charAt(23) == '-';
    }
}
