package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isWordAt;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/// Addresses of cryptocurrencies: Bitcoin, Litecoin, Dogecoin, Tron and XRP in Base58Check or Bech32 (BIP 173,
/// BIP 350) by their checksums, Ethereum and its kin by their form (EIP-55).
final class Wallets {
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M = 0x2bc830a3;
    private static final int SHORTEST = 26;
    private static final int LONGEST = 90;
    private static final int RANK = 6;

    private Wallets() {}

    static void find(String text, Matches matches) {
        // Every wallet is so long that one look at each so many characters meets it.
        int i = SHORTEST - 1;
        while (i < text.length()) {
            if (!isAscii(text, i)) {
                i += SHORTEST;
                continue;
            }
            int start = i;
            while (start > 0 && i - start < LONGEST && isAscii(text, start - 1)) {
                start--;
            }
            while (isAscii(text, i)) {
                i++;
            }
            if (i - start >= SHORTEST
                    && i - start <= LONGEST
                    && !isWordAt(text, start - 1)
                    && isWallet(text.substring(start, i))
                    && !isWordAt(text, i)) {
                matches.add(PiiType.CRYPTO, start, i, RANK);
            }
            i += SHORTEST;
        }
    }

    private static boolean isAscii(String text, int at) {
        return at < text.length() && Letters.isAlphanumeric(text.charAt(at));
    }

    private static boolean isWallet(String word) {
        if (word.startsWith("0x")) {
            return word.length() == 42 && word.substring(2).chars().allMatch(c -> Character.digit(c, 16) >= 0);
        }
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.startsWith("bc1") || lower.startsWith("ltc1") || lower.startsWith("tb1")) {
            return bech32(lower);
        }
        char first = word.charAt(0);
        if (first == 'r') {
            return word.length() <= 35 && base58(word, RIPPLE);
        }
        return "13LMDT".indexOf(first) >= 0 && word.length() <= 35 && base58(word, BASE58);
    }

    private static boolean bech32(String word) {
        int separator = word.lastIndexOf('1');
        int sum = 1;
        for (int i = 0; i < separator; i++) {
            sum = step(sum) ^ (word.charAt(i) >> 5);
        }
        sum = step(sum);
        for (int i = 0; i < separator; i++) {
            sum = step(sum) ^ (word.charAt(i) & 31);
        }
        for (int i = separator + 1; i < word.length(); i++) {
            int value = BECH32.indexOf(word.charAt(i));
            if (value < 0) {
                return false;
            }
            sum = step(sum) ^ value;
        }
        return sum == 1 || sum == BECH32M;
    }

    private static int step(int sum) {
        int top = sum >>> 25;
        int next = (sum & 0x1ffffff) << 5;
        for (int i = 0; i < 5; i++) {
            next ^= (top >>> i & 1) == 1 ? GENERATOR[i] : 0;
        }
        return next;
    }

    private static boolean base58(String word, String alphabet) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < word.length(); i++) {
            int value = alphabet.indexOf(word.charAt(i));
            if (value < 0) {
                return false;
            }
            number = number.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(value));
        }
        byte[] bytes = number.toByteArray();
        byte[] whole = new byte[25];
        int skip = Math.max(0, bytes.length - 25);
        System.arraycopy(bytes, skip, whole, 25 - (bytes.length - skip), bytes.length - skip);
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] hash = sha.digest(sha.digest(Arrays.copyOf(whole, 21)));
            return Arrays.equals(Arrays.copyOf(hash, 4), Arrays.copyOfRange(whole, 21, 25));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
