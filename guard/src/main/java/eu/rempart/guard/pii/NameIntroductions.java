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

    private NameIntroductions() {}

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
