package eu.rempart.guard.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiiDetectorTest {
    private static final PiiDetector DETECTOR = new PiiDetector();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMAIL | jean.dupont@example.com | Mon adresse : jean.dupont@example.com.",
                "PHONE | 06 12 34 56 78 | Appelle le 06 12 34 56 78 demain",
                "PHONE | 06.12.34.56.78 | Tél. 06.12.34.56.78",
                "PHONE | 06 39 98 12 34 | ou au 06 39 98 12 34",
                "PHONE | +33 6 39 98 12 34 | ou au +33 6 39 98 12 34",
                "PHONE | +33 6 12 34 56 78 | au +33 6 12 34 56 78.",
                "PHONE | +33 (0)6 12 34 56 78 | au +33 (0)6 12 34 56 78.",
                "PHONE | +49 30 901820 | Ruf +49 30 901820 an",
                "IBAN | FR76 3000 6000 0112 3456 7890 189 | IBAN FR76 3000 6000 0112 3456 7890 189",
                "CARD | 4111 1111 1111 1111 | carte 4111 1111 1111 1111",
                "IP | 192.168.1.12 | ping 192.168.1.12",
                "IP | 2001:db8::8a2e:370:7334 | hôte 2001:db8::8a2e:370:7334",
                "MAC | 00:1B:44:11:3A:B7 | mac 00:1B:44:11:3A:B7",
                "NIR | 2 69 05 49 588 157 80 | sécu 2 69 05 49 588 157 80",
                "SIRET | 732 829 320 00074 | SIRET 732 829 320 00074",
                "SIREN | 732 829 320 | SIREN 732 829 320",
                "VAT | FR 44 732829320 | TVA FR 44 732829320",
                "SSN | 536-90-4399 | ssn 536-90-4399",
                "BIRTHDATE | 12/03/1985 | né le 12/03/1985 à Lyon",
                "BIRTHDATE | 3 mai 1990 | née le 3 mai 1990",
                "ADDRESS | 12 bis rue de la Paix, 75002 Paris | J'habite 12 bis rue de la Paix, 75002 Paris.",
                "NAME | Marie Dupont | Je m'appelle Marie Dupont et je cherche",
                "NAME | Martin | Bonjour M. Martin,",
                "NAME | John Smith | My name is John Smith.",
                "URL | https://user:pass1@host.fr/x | voir https://user:pass1@host.fr/x",
                "PLATE | AB-123-CD | ma voiture AB-123-CD",
                "NAME | Pierre | Pierre est tombé dans l'escalier.",
                "NAME | DUPONT Jean | Dossier suivi par DUPONT Jean",
                "NAME | marie dupont | je m'appelle marie dupont et je cherche",
                "NAME | Jean-Baptiste de La Fontaine | avec Jean-Baptiste de La Fontaine hier",
                "NAME | Tilly Olsen | Tilly Olsen lives here",
                "PASSPORT | 05WA14163 | Mon passeport 05WA14163 expire",
                "TAXID | 86095742719 | Steuer-ID 86095742719",
                "NATIONALID | 15070649C103 | Nummer 15070649C103",
                "NATIONALID | 12345678Z | DNI 12345678Z",
                "NATIONALID | X9613851N | NIE X9613851N",
                "TAXID | RSSMRA85T10A562S | codice RSSMRA85T10A562S",
                "TAXID | 123456789 | NIF 123456789",
                "NATIONALID | 85.07.30-033.28 | nummer 85.07.30-033.28",
                "NATIONALID | 111222333 | BSN 111222333",
                "NATIONALID | 44051401359 | PESEL 44051401359",
                "NATIONALID | 811218-9876 | personnummer 811218-9876",
                "NATIONALID | 131052-308T | hetu 131052-308T",
                "NATIONALID | AB123456C | insurance number AB123456C",
                "CRYPTO | bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq | to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq now",
                "CRYPTO | 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ | to 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ now",
                "GEO | 48.85837, 2.29448 | position 48.85837, 2.29448",
                "IP | 10.0.0.0/8 | route 10.0.0.0/8",
                "MAC | 0012.3456.789a | mac 0012.3456.789a",
                "ADDRESS | 4844 Søndergade 52, Apt. 656, Brønderslev | He lives at 4844 Søndergade 52, Apt. 656, Brønderslev",
                "ADDRESS | 12 Kent Street, Suite 4, Springfield, IL 62704, USA | at 12 Kent Street, Suite 4, Springfield, IL 62704, USA",
                "ADDRESS | Vesterbrogade 12, 1620 København | we met in Vesterbrogade 12, 1620 København",
                "ADDRESS | Raadhuspladsen 3, 1550 København | we met in Raadhuspladsen 3, 1550 København",
                "ADDRESS | Koepenicker Str. 74 | die Werkstatt ist in der Koepenicker Str. 74",
                "ADDRESS | ul. Cicha 86 | biuro przy ul. Cicha 86",
                "ADDRESS | SW1A 1AA | the postcode SW1A 1AA",
                "PHONE | 28-64-66-98 | 28-64-66-98 office",
                "PHONE | +447700677662 | +447700677662 now",
                "SSN | 536.90.4399 | his 536.90.4399",
                "TAXID | 912-70-1234 | his 912-70-1234",
                "NAME | Mohmad R. Wizier | said Mohmad R. Wizier in the talk",
                "NAME | Gurtovenko | the novel by Gurtovenko is good",
                "NAME | Tarcusi | What is your last name? Tarcusi",
                "NAME | Quorre | accounts with ms. Quorre",
                "NAME | Zorvane Quilleth | Zorvane Quilleth, 34 ans, habite ici",
                "NAME | Thibrec | le patron, Thibrec (52 ans), a fini",
                "NAME | Torvane Belquist | Torvane Belquist, notaire",
                "NAME | Oxivane | ma voisine Oxivane arrive demain",
                "NAME | Veltrame | Bonjour Veltrame, voici le dossier",
                "NAME | Kervadoz | « Jamais », murmura Kervadoz",
                "NAME | Brelthan | Brelthan smiled and left",
                "NAME | de Kervolan | Mais M. de Kervolan part",
                "NAME | Kervolan | le cardinal Kervolan est là",
                "NAME | Jennifer | This is Jennifer's desk",
                "NAME | G. | Rixe. M. G. a fui",
                "NAME | Gáspár Takács | Gáspár Takács called",
                "NAME | Nguyen Thi Huong | with Nguyen Thi Huong today",
                "NAME | Chukwuemeka Okafor | with Chukwuemeka Okafor today",
                "NAME | Ritva Lehtonen | with Ritva Lehtonen today",
                "NAME | Yevgeny Shevchuk | with Yevgeny Shevchuk today",
                "NAME | Tilvor Nakamura | Tilvor Nakamura was late",
                "NAME | ritva lehtonen | mail from ritva lehtonen today"
            })
    void personalDataIsFound(PiiType type, String value, String text) {
        assertThat(DETECTOR.find(text)).singleElement().satisfies(m -> {
            assertThat(m.type()).isEqualTo(type);
            assertThat(text.substring(m.start(), m.end())).isEqualTo(value);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Commande 4111 1111 1111 1112",
                "La version 4.20.3.1 est sortie",
                "FR76 3000 6000 0112 3456 7890 188",
                "Il est 12:30:45",
                "550e8400-e29b-41d4-a716-446655440000",
                "Le 12/03/2024 à 10 h",
                "une pierre est tombée",
                "le cousin de la rose et du martin-pêcheur",
                "une rue calme, 3 pièces",
                "Il y a 1234567890 secondes",
                "std::vector<int> a::b",
                "prix : 1 250 000 000 euros",
                "C'est la place du marché",
                "le 12 juin, 2024 Paris change",
                "Die Brigade 5 kommt",
                "al menos 5 personas",
                "Take vitamin C. Please do",
                "De btw was 9%, geen 21. Al je sommen",
                "snmp 392.1.3.21.1.8",
                "oid 1.536.90.4399.2",
                "in 3 Tage fertig",
                "vu dans 5 pages, 1200 Mots",
                "Hello World, this is it",
                "Hi Team, see below",
                "Zylofin said no",
                "Elden Ring est un jeu",
                "mon ami Facebook est en panne",
                "Je suis à Zylonne, avocat ou notaire",
                "la Zylonne, 34 ans de travaux",
                "Zylonne, née le jour du marché",
                "Call me Captain from now on",
                "bitte im Zylatum",
                "Nous voulons Zylae, 3 ans au moins",
                "Django est lent",
                "There's a bug in Scotland",
                "Nous voyons Zylonne, Ferbois, Trelac"
            })
    void lookAlikesPass(String text) {
        assertThat(DETECTOR.find(text)).isEmpty();
    }

    @Test
    void anAddressOfSeveralLinesIsOneMatch() {
        String address = "12 Bond Street\n Suite 413\n Warwick\n United States 21959";
        String text = "It is " + address + "\nMobile: soon";
        assertThat(DETECTOR.find(text))
                .extracting(m -> text.substring(m.start(), m.end()))
                .containsExactly(address);
    }

    @Test
    void aFamilyNameIsKnownOnceTheFullNameWasSaid() {
        String text = "Qorvel wrote it. We asked Marie Qorvel, but Qorvel was away";
        assertThat(DETECTOR.find(text))
                .extracting(m -> text.substring(m.start(), m.end()))
                .containsExactly("Qorvel", "Marie Qorvel", "Qorvel");
    }

    @Test
    void theOthersInAListOfNamesAreNames() {
        String text = "They had four: Ofimi, Mary, Paul and Tessik.";
        assertThat(DETECTOR.find(text))
                .extracting(m -> text.substring(m.start(), m.end()))
                .containsExactly("Ofimi", "Mary", "Paul", "Tessik");
    }

    @Test
    void aNameThatSignsALetterIsFound() {
        String text = "Tout est dit.\n\nCordialement,\nOrvelin Tasque\n";
        assertThat(DETECTOR.find(text))
                .extracting(m -> text.substring(m.start(), m.end()))
                .containsExactly("Orvelin Tasque");
    }

    @Test
    void unknownNamesInALongListBesideANameAreNames() {
        String text = "Ont signé : Marie Dupont, Velbrun, Tasquier, Ormolec.";
        assertThat(DETECTOR.find(text))
                .extracting(m -> text.substring(m.start(), m.end()))
                .containsExactly("Marie Dupont", "Velbrun", "Tasquier", "Ormolec");
    }

    @Test
    void anyTextIsTaken() {
        for (String text : List.of(
                "",
                "1",
                "@",
                "\uD800",
                "1 ".repeat(100_000),
                "@".repeat(100_000),
                "a@".repeat(50_000),
                ":".repeat(100_000),
                "1.".repeat(100_000),
                "A".repeat(100_000),
                "M. ".repeat(50_000),
                "MOREAU, ".repeat(100_000),
                "Moreau, ".repeat(100_000),
                "nom Xyz ".repeat(100_000),
                "Xyz, ".repeat(100_000),
                "Marie Xyz, ".repeat(100_000),
                "Xyz's ".repeat(100_000),
                "marie",
                "Hi Xyz")) {
            assertThat(DETECTOR.find(text)).isNotNull();
        }
    }
}
