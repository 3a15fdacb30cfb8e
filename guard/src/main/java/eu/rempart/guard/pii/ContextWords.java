package eu.rempart.guard.pii;

import eu.rempart.guard.text.LiteralAutomaton;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The telling words of one text: found in one pass, so that asking what stands before a number
/// costs next to nothing. Used by one thread.
final class ContextWords {
    enum Group {
        PHONE,
        CARD,
        SSN,
        SIREN,
        BIRTH,
        VERSION,
        VAT,
        PLATE
    }

    private static final Map<Group, List<String>> WORDS = Map.of(
            Group.PHONE,
            List.of(
                    "tel",
                    "tél",
                    "telephone",
                    "téléphone",
                    "telefon",
                    "telefono",
                    "teléfono",
                    "phone",
                    "mobile",
                    "portable",
                    "cell",
                    "fax",
                    "call",
                    "appeler",
                    "appelez",
                    "joindre",
                    "joignable",
                    "numero",
                    "numéro",
                    "number",
                    "whatsapp",
                    "sms",
                    "handy",
                    "rappeler",
                    "rappelez",
                    "rappelle",
                    "contact",
                    "contacter",
                    "text",
                    "dial",
                    "ring",
                    "reach",
                    "fixe",
                    "landline",
                    "rufnummer",
                    "celular",
                    "gsm",
                    "office",
                    "answering",
                    "messages"),
            Group.CARD,
            List.of("card", "carte", "visa", "mastercard", "cb", "amex", "kreditkarte", "tarjeta"),
            Group.SSN,
            List.of("ssn", "social security"),
            Group.SIREN,
            List.of("siren", "rcs", "entreprise", "société", "company", "immatriculée"),
            Group.BIRTH,
            List.of(
                    "né le",
                    "née le",
                    "né(e) le",
                    "nee le",
                    "ne le",
                    "naissance",
                    "né en",
                    "born on",
                    "born",
                    "dob",
                    "d.o.b",
                    "date of birth",
                    "birth",
                    "birthday",
                    "birthdate",
                    "geboren am",
                    "geboren",
                    "geburtsdatum",
                    "nacido el",
                    "nacida el",
                    "fecha de nacimiento",
                    "nato il",
                    "nata il",
                    "data di nascita",
                    "nascido em",
                    "nascida em",
                    "data de nascimento",
                    "geboortedatum",
                    "urodzony",
                    "urodzona",
                    "data urodzenia",
                    "anniversaire"),
            Group.VERSION,
            List.of("version", "v", "release", "article", "section", "chapitre", "chapter", "oid"),
            Group.VAT,
            List.of("tva", "vat", "ust", "ust-id", "iva", "btw", "intracommunautaire", "nip"),
            Group.PLATE,
            List.of("plaque", "immatriculation", "immatriculé", "immatriculée", "voiture", "véhicule"));

    private static final List<Group> GROUPS = Stream.of(Group.values())
            .flatMap(group -> Collections.nCopies(words(group).size(), group).stream())
            .toList();
    private static final LiteralAutomaton AUTOMATON = new LiteralAutomaton(
            Stream.of(Group.values()).flatMap(group -> words(group).stream()).toList());

    private final Map<Group, int[]> places = new EnumMap<>(Group.class);

    private static List<String> words(Group group) {
        return WORDS.getOrDefault(group, List.of());
    }

    ContextWords(String text) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = AUTOMATON.next(
                    state, c < 0x80 ? (char) (c >= 'A' && c <= 'Z' ? c + 32 : c) : Character.toLowerCase(c));
            int word = AUTOMATON.longestAt(state);
            if (word >= 0 && !Letters.isWordAt(text, i - AUTOMATON.length(word)) && !Letters.isWordAt(text, i + 1)) {
                add(GROUPS.get(word), i + 1 - AUTOMATON.length(word), i + 1);
            }
        }
    }

    private void add(Group group, int start, int end) {
        int[] list = places.computeIfAbsent(group, g -> new int[9]);
        int used = list[0];
        if (2 * used + 3 > list.length) {
            list = Arrays.copyOf(list, list.length * 2);
            places.put(group, list);
        }
        list[2 * used + 1] = start;
        list[2 * used + 2] = end;
        list[0] = used + 1;
    }

    /// Whether a word of the group begins at most `reach` units before `at` and ends before it.
    boolean before(Group group, int at, int reach) {
        int[] list = places.get(group);
        if (list == null) {
            return false;
        }
        int low = 0;
        int high = list[0] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (list[2 * middle + 2] <= at) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= 0 && list[2 * high + 1] >= at - reach;
    }
}
