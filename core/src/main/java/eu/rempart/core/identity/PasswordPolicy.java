package eu.rempart.core.identity;

import java.util.Locale;
import java.util.Set;

/// What a new password must be: 12 to 128 characters (code points), not the account's name, not one that everybody
/// tries first. No rules of composition, as NIST SP 800-63B advises.
final class PasswordPolicy {

    static final int MIN_CHARS = 12;
    static final int MAX_CHARS = 128;
    private static final int MIN_DISTINCT = 5;

    // The most common passwords of at least 12 characters, and what French and English keyboards suggest.
    private static final Set<String> COMMON = Set.of(
            "123456789012",
            "1234567890123",
            "12345678901234",
            "123456789012345",
            "1234567890123456",
            "0123456789012",
            "1q2w3e4r5t6y",
            "1q2w3e4r5t6y7u",
            "1qaz2wsx3edc",
            "1qaz2wsx3edc4rfv",
            "qwertyuiop12",
            "qwertyuiop123",
            "qwertyuiop1234",
            "qwertyuiopasdfghjkl",
            "qwertyuiopasdfghjklzxcvbnm",
            "qwerty123456",
            "qwerty1234567",
            "qwerty12345678",
            "azertyuiop12",
            "azertyuiop123",
            "azertyuiopqsdfghjklm",
            "azerty123456",
            "azerty1234567",
            "azerty12345678",
            "password1234",
            "password12345",
            "password123456",
            "passwordpassword",
            "passw0rd1234",
            "p@ssw0rd1234",
            "p@ssword1234",
            "motdepasse12",
            "motdepasse123",
            "motdepasse1234",
            "motdepassemotdepasse",
            "administrator",
            "administrator1",
            "administrator123",
            "administrateur",
            "administrateur1",
            "administrateur123",
            "adminadmin12",
            "adminadmin123",
            "adminadminadmin",
            "changeme1234",
            "changemechangeme",
            "changemeplease",
            "changezmoi123",
            "letmeinletmein",
            "welcome12345",
            "welcome123456",
            "welcomewelcome",
            "bienvenue123",
            "bienvenue1234",
            "bonjourbonjour",
            "iloveyou1234",
            "jetaimejetaime",
            "abcdefghijkl",
            "abcdefghijklm",
            "abcdefghijklmnop",
            "abcdefghijklmnopqrstuvwxyz",
            "abc123456789",
            "abcd12345678",
            "a1b2c3d4e5f6",
            "zaq12wsxcde3",
            "correcthorsebatterystaple",
            "rempart12345",
            "rempartrempart");

    private PasswordPolicy() {}

    /// Whether it may become the password of that account.
    static boolean accepts(Password password, UserName name) {
        String value = password.value();
        int chars = value.codePointCount(0, value.length());
        if (chars < MIN_CHARS || chars > MAX_CHARS) {
            return false;
        }
        String lower = value.toLowerCase(Locale.ROOT).strip();
        return !lower.equals(name.value())
                && !COMMON.contains(lower)
                && lower.codePoints().distinct().count() >= MIN_DISTINCT;
    }
}
