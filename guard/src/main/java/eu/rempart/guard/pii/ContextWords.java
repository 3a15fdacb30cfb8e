package eu.rempart.guard.pii;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The telling words of one text: found in one pass, so that asking what stands before a number
/// costs next to nothing. Used by one thread.
final class ContextWords {
    /// What a telling word announces.
    enum Group {
        PHONE,
        CARD,
        SSN,
        NIR,
        SIREN,
        BIRTH,
        VERSION,
        VAT,
        PLATE,
        PASSPORT,
        IDENTITY,
        TAX,
        NATIONAL,
        GEO,
        LOGIN;

        /// Its place among the bits of a word's flags. Nothing is stored by it.
        @SuppressWarnings("EnumOrdinal")
        int index() {
            return ordinal();
        }
    }

    private static final Map<Group, List<String>> WORDS = Map.ofEntries(
            Map.entry(
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
                            "messages",
                            "ruf",
                            "ruft",
                            "anrufen",
                            "telefonnummer",
                            "handynummer",
                            "móvil",
                            "llámame",
                            "cellulare",
                            "chiamami",
                            "telefone",
                            "telemóvel",
                            "telefoon",
                            "telefoonnummer",
                            "mobiel",
                            "komórka",
                            "komórkowy")),
            Map.entry(
                    Group.CARD, List.of("card", "carte", "visa", "mastercard", "cb", "amex", "kreditkarte", "tarjeta")),
            Map.entry(Group.SSN, List.of("ssn", "social security", "seguro social")),
            Map.entry(Group.NIR, List.of("nir", "sécu", "sécurité sociale", "numéro insee", "carte vitale")),
            Map.entry(Group.SIREN, List.of("siren", "rcs", "entreprise", "société", "company", "immatriculée")),
            Map.entry(
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
                            "nací el",
                            "nací en",
                            "nacido en",
                            "nacida en",
                            "nato a",
                            "nata a",
                            "nasci em",
                            "nasci a",
                            "né à",
                            "née à",
                            "anniversaire")),
            Map.entry(
                    Group.VERSION,
                    List.of("version", "v", "release", "article", "section", "chapitre", "chapter", "oid")),
            Map.entry(
                    Group.VAT,
                    List.of(
                            "tva",
                            "vat",
                            "ust",
                            "ust-id",
                            "iva",
                            "btw",
                            "intracommunautaire",
                            "nip",
                            "ustid",
                            "idnr",
                            "umsatzsteuer",
                            "mwst",
                            "moms",
                            "piva",
                            "cif",
                            "cui")),
            Map.entry(
                    Group.PLATE,
                    List.of("plaque", "immatriculation", "immatriculé", "immatriculée", "voiture", "véhicule")),
            Map.entry(
                    Group.LOGIN,
                    List.of(
                            "login",
                            "identifiant",
                            "username",
                            "user name",
                            "nom d'utilisateur",
                            "pseudo",
                            "benutzername",
                            "usuario",
                            "userid",
                            "user id")),
            Map.entry(
                    Group.GEO,
                    List.of(
                            "gps",
                            "lat",
                            "latitude",
                            "coordonnées",
                            "coordinates",
                            "koordinaten",
                            "coordenadas",
                            "coordinate",
                            "coördinaten")),
            Map.entry(
                    Group.PASSPORT,
                    List.of(
                            "passeport",
                            "passport",
                            "passports",
                            "reisepass",
                            "pass-nr",
                            "passnummer",
                            "pasaporte",
                            "passaporto",
                            "passaporte",
                            "paspoort",
                            "paszport")),
            Map.entry(
                    Group.IDENTITY,
                    List.of(
                            "carte d'identité",
                            "carte d’identité",
                            "carte nationale d'identité",
                            "cni",
                            "cnie",
                            "pièce d'identité",
                            "titre de séjour",
                            "identity card",
                            "id card",
                            "personalausweis",
                            "ausweisnummer",
                            "personalausweisnummer",
                            "ausweisnr",
                            "ausweis",
                            "carta d'identità",
                            "documento de identidad",
                            "cartão de cidadão",
                            "identiteitskaart",
                            "dowód osobisty",
                            "permis de conduire",
                            "driving licence",
                            "driver's license",
                            "driver license",
                            "drivers license",
                            "driving license",
                            "führerschein",
                            "patente di guida",
                            "patente",
                            "licence number",
                            "license number")),
            Map.entry(
                    Group.TAX,
                    List.of(
                            "numéro fiscal",
                            "n° fiscal",
                            "spi",
                            "impôts",
                            "steuer-id",
                            "steuernummer",
                            "steueridentifikationsnummer",
                            "idnr",
                            "tax id",
                            "tax number",
                            "tin",
                            "itin",
                            "nif",
                            "contribuinte",
                            "codice fiscale",
                            "nino",
                            "avis d'imposition",
                            "utr")),
            Map.entry(
                    Group.NATIONAL,
                    List.of(
                            "bsn",
                            "burgerservicenummer",
                            "sofinummer",
                            "pesel",
                            "personnummer",
                            "pnr",
                            "hetu",
                            "henkilötunnus",
                            "nhs",
                            "rijksregisternummer",
                            "registre national",
                            "numéro national",
                            "national number",
                            "nationalnummer",
                            "versicherungsnummer",
                            "rvnr",
                            "dni",
                            "nie",
                            "national insurance")));

    /// One bit for each group, and one for the last word of a phrase.
    private static final WordTable SINGLE = singles();

    private static final int PHRASE = 1 << 30;
    private static final Group[] GROUPS = Group.values();

    private record Phrase(Group group, List<Long> words) {}

    private static final Map<Long, List<Phrase>> PHRASES = phrases();

    private final Map<Group, int[]> places = new EnumMap<>(Group.class);

    private static WordTable singles() {
        Map<String, Integer> flags = new HashMap<>();
        WORDS.forEach((group, entries) -> {
            for (String entry : entries) {
                NormalText words = NormalText.of(entry);
                int last = words.count() - 1;
                flags.merge(words.word(last), last == 0 ? 1 << group.index() : PHRASE, (x, y) -> x | y);
            }
        });
        return new WordTable(flags);
    }

    private static Map<Long, List<Phrase>> phrases() {
        Map<Long, List<Phrase>> phrases = new HashMap<>();
        WORDS.forEach((group, entries) -> {
            for (String entry : entries) {
                NormalText words = NormalText.of(entry);
                if (words.count() > 1) {
                    List<Long> hashes = new ArrayList<>();
                    for (int w = 0; w < words.count(); w++) {
                        hashes.add(words.hash(w));
                    }
                    phrases.computeIfAbsent(hashes.getLast(), k -> new ArrayList<>())
                            .add(new Phrase(group, hashes));
                }
            }
        });
        return phrases;
    }

    ContextWords(NormalText words) {
        for (int w = 0; w < words.count(); w++) {
            int flags = SINGLE.flags(words.hash(w));
            if (flags == 0) {
                continue;
            }
            for (int left = flags & ~PHRASE; left != 0; left &= left - 1) {
                add(GROUPS[Integer.numberOfTrailingZeros(left)], words.start(w), words.end(w));
            }
            if ((flags & PHRASE) != 0) {
                phrases(words, w);
            }
        }
    }

    private void phrases(NormalText words, int last) {
        for (Phrase phrase : PHRASES.getOrDefault(words.hash(last), List.of())) {
            int first = last - phrase.words().size() + 1;
            boolean same = first >= 0;
            for (int k = 0; same && k < phrase.words().size(); k++) {
                same = words.hash(first + k) == phrase.words().get(k);
            }
            if (same) {
                add(phrase.group(), words.start(first), words.end(last));
            }
        }
    }

    /// Whether any word of the group occurs.
    boolean has(Group group) {
        return places.containsKey(group);
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

    /// Receives the place of each telling word.
    @FunctionalInterface
    interface Visitor {
        void word(int start, int end);
    }

    /// Visits the words of a group in the order of the text.
    void each(Group group, Visitor visitor) {
        int[] list = places.get(group);
        for (int i = 0; list != null && i < list[0]; i++) {
            visitor.word(list[2 * i + 1], list[2 * i + 2]);
        }
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
