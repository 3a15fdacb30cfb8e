package eu.rempart.server.config;

import eu.rempart.server.config.Schema.Group;
import eu.rempart.server.config.Schema.Leaf;
import eu.rempart.server.config.Schema.Setting;
import eu.rempart.server.config.Schema.Table;

/// The reference page and the example file, written from the same types that are read.
final class ConfigReference {
    private static final String INTRODUCTION = """
      # Configuration

      <!-- Generated from the types in eu.rempart.server.config; a test compares. Do not edit. -->

      Nothing has to be configured: every key has a default, and without a provider's key the assistants answer from their own knowledge.

      ## Where values come from

      The later wins:

      1. the defaults on this page,
      2. `rempart.yaml` in the working directory, or the file after `--config`,
      3. `.env` in the working directory,
      4. environment variables,
      5. options of the command line.

      Every key has a variable: `server.max-body` is `REMPART_SERVER_MAX_BODY`. The elements of a list are separated by commas. Some keys have a second variable, the one that the
      provider's own SDKs read; `REMPART_…` wins over it. Prices by model can only be given in the file, or in the list that `prices.list` names.

      Every variable can end in `_FILE`: `OPENAI_API_KEY_FILE=/run/secrets/openai` reads the value from that file, without its last line break. To set both is an error.
      An empty variable counts as not set. A variable `REMPART_…` that is not on this page is an error (those that Kubernetes makes for a service named `rempart` are ignored).

      `.env` has lines `NAME=value`, empty lines and lines that begin with `#`. A value may stand in single or double quotes; nothing in it is replaced.

      Everything is checked before anything starts. `./rempart config validate` lists every error, with its place and the way to mend it, and starts nothing.

      Durations are written with a unit: `ms`, `s`, `m`, `h`, `d`. Sizes too: `B`, `KiB`, `MiB`, `GiB`. Relative paths start in the working directory.
      """;

    private static final String EXAMPLE_INTRODUCTION = """
      # Rempart's configuration. Copy this file to rempart.yaml and remove the first # of the lines you change
      # and of the lines that they are under. The values are the defaults, or samples where there is none.
      # All keys: docs/reference/configuration.md. Check it with: ./rempart config validate
      # Keep keys of providers out of this file: give them by variable or file, see .env.example.
      """;

    private ConfigReference() {}

    /// `docs/reference/configuration.md`.
    static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        section(page, "", "Top level", "", Schema.of(RempartConfig.class));
        return page.toString();
    }

    private static void section(StringBuilder page, String path, String title, String doc, Group group) {
        StringBuilder rows = new StringBuilder();
        for (Setting key : group.keys()) {
            if (key.schema() instanceof Leaf leaf) {
                row(rows, path, key, leaf);
            }
        }
        if (!rows.isEmpty()) {
            page.append("\n## ").append(title).append("\n");
            if (!doc.isEmpty()) {
                page.append("\n").append(doc).append("\n");
            }
            page.append("\n| key | default | meaning |\n| --- | --- | --- |\n").append(rows);
        } else if (!doc.isEmpty()) {
            page.append("\n## ").append(title).append("\n\n").append(doc).append("\n");
        }
        for (Setting key : group.keys()) {
            String inner = Schema.join(path, key.name());
            switch (key.schema()) {
                case Group child -> section(page, inner, "`" + inner + "`", key.doc(), child);
                case Table table -> {
                    String row = inner + ".NAME";
                    section(page, row, "`" + row + "`", key.doc(), table.entry());
                }
                case Leaf _ -> {}
            }
        }
    }

    private static void row(StringBuilder rows, String path, Setting key, Leaf leaf) {
        String whole = Schema.join(path, key.name());
        rows.append("| `").append(whole).append("`");
        boolean settable = !whole.contains("NAME");
        if (settable) {
            rows.append("<br>`").append(Schema.variable(whole)).append("`");
            leaf.variable()
                    .ifPresent(
                            other -> rows.append("<br>`").append(other.value()).append("`"));
        }
        String meaning = key.doc() + " " + shape(leaf);
        rows.append(" | ")
                .append(standard(whole, leaf))
                .append(" | ")
                .append(meaning.strip())
                .append(" |\n");
    }

    private static String standard(String path, Leaf leaf) {
        if (path.startsWith("prices.") && !leaf.optional() && leaf.defaultText().isEmpty()) {
            return path.contains("NAME") ? "required" : "built in";
        }
        return leaf.defaultText()
                .map(text -> text.isEmpty() ? "empty" : "`" + text + "`")
                .orElse("not set");
    }

    private static String shape(Leaf leaf) {
        return leaf.range()
                .map(range -> "From " + range.min() + " to " + range.max() + ".")
                .orElse("");
    }

    /// `rempart.example.yaml`: every key with its default, commented out.
    static String example() {
        StringBuilder file = new StringBuilder(EXAMPLE_INTRODUCTION);
        keys(file, "", Schema.of(RempartConfig.class));
        return file.toString();
    }

    private static void keys(StringBuilder file, String indent, Group group) {
        for (Setting key : group.keys()) {
            if (indent.isEmpty()) {
                file.append("\n");
            }
            String at = "#" + indent;
            String sample =
                    switch (key.schema()) {
                        case Group _ -> "";
                        case Table _ -> "";
                        case Leaf leaf -> sample(key.name(), leaf);
                    };
            file.append(at).append("# ").append(key.doc()).append("\n");
            file.append(at).append(key.name()).append(":").append(sample).append("\n");
            switch (key.schema()) {
                case Group inner -> keys(file, indent + "  ", inner);
                case Table table -> {
                    file.append(at).append("  ").append(rowName(key.name())).append(":\n");
                    keys(file, indent + "    ", table.entry());
                }
                case Leaf _ -> {}
            }
        }
    }

    private static String rowName(String table) {
        return switch (table) {
            case "providers" -> "my-provider";
            case "aliases" -> "my-alias";
            case "routes" -> "my-route";
            default -> "my-model";
        };
    }

    private static String sample(String name, Leaf leaf) {
        String text = leaf.defaultText()
                .orElse(
                        switch (name) {
                            case "usd-to-eur" -> "0.95";
                            case "api-key" -> "…";
                            case "knowledge-directory" -> "./knowledge";
                            case "list" -> "./prices.yaml";
                            case "sha256" -> "0".repeat(64);
                            default -> leaf.type().example();
                        });
        boolean quoted = text.isEmpty() || name.equals("policy-version");
        return leaf.list() ? " [" + text + "]" : quoted ? " \"" + text + "\"" : " " + text;
    }
}
