package eu.rempart.bench.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Options of a command line, `--name value`. `--header` may be given several times.
final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> headers = new ArrayList<>();

    Options(String[] args) {
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException("an option has no value");
        }
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--")) {
                throw new IllegalArgumentException("not an option: " + args[i]);
            }
            if (args[i].equals("--header")) {
                headers.add(args[i + 1]);
            } else {
                values.put(args[i].substring(2), args[i + 1]);
            }
        }
    }

    String text(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    double decimal(String name, double otherwise) {
        var value = values.get(name);
        return value == null ? otherwise : Double.parseDouble(value);
    }

    List<String> headers() {
        return headers;
    }
}
