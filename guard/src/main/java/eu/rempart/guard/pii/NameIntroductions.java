package eu.rempart.guard.pii;

import eu.rempart.guard.text.WordHash;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// Words that say that a name follows.
final class NameIntroductions {
    /// The two words before a name that can mean nothing else.
    private static final Set<Long> INTRODUCTIONS = pairs(
            "m appelle",
            "s appelle",
            "t appelle",
            "vous appelez",
            "l appelle",
            "nom est",
            "prenom est",
            "me nomme",
            "se nomme",
            "name is",
            "names is",
            "ich heisse",
            "er heisst",
            "sie heisst",
            "name ist",
            "me llamo",
            "se llama",
            "nombre es",
            "mi chiamo",
            "si chiama",
            "nome e",
            "me chamo",
            "chamo me",
            "nome es",
            "ik heet",
            "hij heet",
            "naam is",
            "nazywam sie",
            "mam na",
            "is called",
            "called me",
            "call me",
            "calls me",
            "appelez moi",
            "dossier de",
            "candidature de",
            "attention de",
            "part de",
            "nom de",
            "prenom de",
            "am called",
            "compte de",
            "profil de",
            "cv de",
            "entretien de",
            "profile of",
            "resume of",
            "mi nombre",
            "salaire de",
            "numero de",
            "adresse de",
            "telephone de",
            "mail de",
            "collegue",
            "nom complet",
            "full name");

    /// The word before a colon.
    private static final Set<Long> LABELS = pairs(
            "nom",
            "name",
            "prenom",
            "candidat",
            "candidate",
            "titulaire",
            "client",
            "cliente",
            "patient",
            "patiente",
            "destinataire",
            "expediteur",
            "auteur",
            "author",
            "signe",
            "attn",
            "nombre",
            "nome",
            "naam",
            "employe",
            "employee",
            "salarie",
            "salariee",
            "beneficiaire",
            "vorname",
            "nachname",
            "apellidos",
            "cognome",
            "imie",
            "nazwisko",
            "holder",
            "sender",
            "recipient");

    private static final Set<Long> QUESTIONS = pairs("name", "nom", "prenom", "nome", "nombre", "naam", "surname");

    /// The two words with which a speaker tells the own name; the last ones with "my" before them.
    private static final Set<Long> SPEAKERS =
            pairs("m appelle", "me nomme", "me llamo", "mi chiamo", "me chamo", "ich heisse", "ik heet", "nazywam sie");

    private static final Set<Long> OWN =
            pairs("name is", "nom est", "prenom est", "name ist", "nombre es", "nome e", "naam is");

    private static final Set<Long> MINE = pairs("my", "mon", "mein", "mi", "mio", "meu", "mijn");

    private static final Set<Long> BEFORE_PERSON = pairs(
            "vu",
            "vois",
            "voir",
            "avec",
            "chez",
            "rencontre",
            "appelle",
            "aide",
            "with",
            "saw",
            "met",
            "asked",
            "told",
            "tell");

    private static final Set<Long> VIETNAMESE = pairs("van", "thi");

    private NameIntroductions() {}

    /// Whether these three words introduce the speaker, so that even an unknown word is a name.
    static boolean introduceSpeaker(long third, long second, long last) {
        return SPEAKERS.contains(pair(second, last))
                || (OWN.contains(pair(second, last)) && MINE.contains(pair(0, third)));
    }

    /// Whether a capitalised word after this one is rather a person than a thing.
    static boolean isBeforePerson(long word) {
        return BEFORE_PERSON.contains(pair(0, word));
    }

    static boolean isVietnameseMiddle(long word) {
        return VIETNAMESE.contains(pair(0, word));
    }

    /// Whether these two words, by their [WordHash], announce a name.
    static boolean announce(long first, long second) {
        return INTRODUCTIONS.contains(pair(first, second));
    }

    /// Whether this word, by its [WordHash], announces a name when a colon follows.
    static boolean isLabel(long word) {
        return LABELS.contains(pair(0, word));
    }

    /// Whether a question that ends with this word asks for a name; so does "the name on the account?".
    static boolean isQuestion(long last, long thirdLast) {
        return QUESTIONS.contains(pair(0, last)) || QUESTIONS.contains(pair(0, thirdLast));
    }

    private static Set<Long> pairs(String... phrases) {
        Set<Long> pairs = new HashSet<>();
        Stream.of(phrases).forEach(phrase -> {
            int blank = phrase.indexOf(' ');
            long first = blank < 0 ? 0 : WordHash.of(phrase.substring(0, blank));
            pairs.add(pair(first, WordHash.of(phrase.substring(blank + 1))));
        });
        return pairs;
    }

    private static long pair(long first, long second) {
        return first * 31 + second;
    }
}
