package eu.rempart.guard.pii;

/// Puts values back in the place of their placeholders while the text arrives. One stream, one
/// thread.
///
/// Laws: any chunking of the same text gives the same output in total; at most the longest possible
/// placeholder is held back; a placeholder that the vault does not know stays as it is written.
/// Placeholders that a model mangled are recognised: case, blanks, Markdown escapes, full-width
/// brackets, a translated type word, and a missing bracket at the very end, when it cannot be the
/// beginning of another placeholder.
public final class StreamRestorer {
    private final Vault vault;
    private final StringBuilder held = new StringBuilder();

    public StreamRestorer(Vault vault) {
        this.vault = vault;
    }

    /// Restores a whole text at once.
    public static String restore(String text, Vault vault) {
        StreamRestorer restorer = new StreamRestorer(vault);
        return restorer.next(text) + restorer.end();
    }

    /// Takes the next piece and gives what is certain; possibly an empty string.
    public String next(String delta) {
        held.append(delta);
        return drain(false);
    }

    /// Says that there is nothing more, and gives what was held back.
    public String end() {
        return drain(true);
    }

    private String drain(boolean last) {
        StringBuilder out = new StringBuilder(held.length());
        int i = 0;
        while (i < held.length()) {
            char c = held.charAt(i);
            if (!Placeholders.mayOpen(c)) {
                out.append(c);
                i++;
                continue;
            }
            Placeholders.Reading reading = Placeholders.read(held, i);
            String key = reading.key();
            if (reading.state() == Placeholders.State.PARTIAL && !last) {
                break;
            }
            if (reading.state() == Placeholders.State.WHOLE && key != null) {
                String value = vault.valueOf(key).orElse(null);
                if (value != null) {
                    out.append(value);
                    i = reading.end();
                    continue;
                }
            } else if (reading.state() == Placeholders.State.PARTIAL
                    && key != null
                    && !vault.isBeginningOfAnother(key)) {
                String value = vault.valueOf(key).orElse(null);
                if (value != null) {
                    out.append(value);
                    i = held.length();
                    continue;
                }
            }
            out.append(c);
            i++;
        }
        held.delete(0, i);
        return out.toString();
    }
}
