package eu.rempart.guard.pii;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    private static final PiiDetector DETECTOR = new PiiDetector();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PHONE | 030 901820 | Ruf mich an: 030 901820",
                "PHONE | 612 34 56 78 | mi móvil es 612 34 56 78",
                "PHONE | 347 123 4567 | il mio cellulare è 347 123 4567",
                "PHONE | 912 345 678 | meu telemóvel é 912 345 678",
                "PHONE | ０６１２３４５６７８ | tel ０６１２３４５６７８",
                "PHONE | 0171 2345678 | Handy 0171 2345678",
                "PHONE | +81 3-1234-5678 | call +81 3-1234-5678 now",
                "SSN | 536221234 | my social security number is 536221234",
                "NIR | 2 69 05 49 588 157 | ma sécu : 2 69 05 49 588 157",
                "NIR | 1 85 07 2a 123 456 65 | sécu 1 85 07 2a 123 456 65",
                "EMAIL | jean.o'neil+tag@sub.example.co.uk | to jean.o'neil+tag@sub.example.co.uk",
                "EMAIL | a.b@example.fr | l'adresse d'a.b@example.fr",
                "IBAN | Fr7630006000011234567890189 | Fr7630006000011234567890189",
                "BIRTHDATE | 12 de marzo de 1985 | nací el 12 de marzo de 1985",
                "BIRTHDATE | 12 de março de 1985 | nasci em 12 de março de 1985",
                "BIRTHDATE | 12 maart 1985 | geboren op 12 maart 1985",
                "BIRTHDATE | 12 marca 1985 | urodzony 12 marca 1985",
                "IDCARD | X4RTBPFW4 | CNI : X4RTBPFW4",
                "IDCARD | L01X00T471 | Personalausweisnummer: L01X00T471",
                "PLATE | GH472KL | immatriculation GH472KL",
                "PLATE | gh-472-kl | plaque gh-472-kl",
                "PLATE | 1234 AB 75 | plaque 1234 AB 75",
                "LOGIN | mlopez | usuario: mlopez",
                "LOGIN | mlopez | Benutzername: mlopez",
                "GEO | 48.858, 2.294 | coordonnées GPS 48.858, 2.294",
                "GEO | 48.8584, lon: 2.2945 | lat: 48.8584, lon: 2.2945",
                "GEO | N 48° 51' 24\" E 2° 21' 07\" | à N 48° 51' 24\" E 2° 21' 07\"",
                "ADDRESS | Paseo de la Castellana, 89, planta 5, 28046 Madrid"
                        + " | en Paseo de la Castellana, 89, planta 5, 28046 Madrid",
                "ADDRESS | Calle Mayor 5, 28013 Madrid | vive en Calle Mayor 5, 28013 Madrid",
                "ADDRESS | Plaza de España s/n, 28008 Madrid | en Plaza de España s/n, 28008 Madrid",
                "ADDRESS | Via Roma 5, 00184 Roma | abita in Via Roma 5, 00184 Roma",
                "ADDRESS | via della Spiga 12, Milano | in via della Spiga 12, Milano",
                "ADDRESS | Straße des 17. Juni 135 | in der Straße des 17. Juni 135",
                "ADDRESS | lieu-dit Le Bourg, 24220 Vézac | au lieu-dit Le Bourg, 24220 Vézac",
                "CRYPTO | DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L | DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
                "CRYPTO | TJRabPrwbZy45sbavfcjinPJC18kjpRTv8 | TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
                "CRYPTO | rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh | rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
            })
    void theNumberIsFound(PiiType type, String value, String text) {
        assertThat(DETECTOR.find(text)).singleElement().satisfies(m -> {
            assertThat(m.type()).isEqualTo(type);
            assertThat(text.substring(m.start(), m.end())).isEqualTo(value);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NIR | 2 69 05 49 588 157 80 | 2 69 05 49 588 157 81",
                "SIREN | SIREN 732 829 320 | SIREN 732 829 321",
                "SIRET | 732 829 320 00074 | 732 829 320 00075",
                "TAXID | 86095742719 | 86095742718",
                "TAXID | RSSMRA85T10A562S | RSSMRA85T10A562T",
                "TAXID | 0123456789211 | 0123456789210",
                "NATIONALID | 15070649C103 | 15070649C104",
                "NATIONALID | 12345678Z | 12345678A",
                "NATIONALID | X9613851N | X9613851P",
                "NATIONALID | 85.07.30-033.28 | 85.07.30-033.29",
                "NATIONALID | 85.27.30-033.71 | 85.27.30-033.72",
                "NATIONALID | BSN 111222333 | BSN 111222334",
                "NATIONALID | 44051401359 | 44051401358",
                "NATIONALID | 811218-9876 | 811218-9877",
                "NATIONALID | 131052-308T | 131052-308U",
                "NATIONALID | NHS 943 476 5919 | NHS 943 476 5918",
                "NATIONALID | AB123456C | AB123456E",
                "IBAN | FR7630006000011234567890189 | FR7630006000011234567890188",
                "VAT | FR44732829320 | FR45732829320",
                "VAT | VAT ATU13585627 | VAT ATU13585628",
                "VAT | VAT BE 0403.019.261 | VAT BE 0403.019.262",
                "VAT | VAT BG175074752 | VAT BG175074753",
                "VAT | VAT CY10259033P | VAT CY10259033Q",
                "VAT | VAT CZ25123891 | VAT CZ25123892",
                "VAT | DE136695976 | DE136695977",
                "VAT | VAT DK13585628 | VAT DK13585629",
                "VAT | VAT EE100931558 | VAT EE100931559",
                "VAT | VAT EL094259216 | VAT EL094259217",
                "VAT | VAT ESA58818501 | VAT ESA58818502",
                "VAT | VAT ESX9999999J | VAT ESX9999999K",
                "VAT | VAT FI20774740 | VAT FI20774741",
                "VAT | VAT GB980780684 | VAT GB980780685",
                "VAT | VAT HR33392005961 | VAT HR33392005962",
                "VAT | VAT HU12892312 | VAT HU12892313",
                "VAT | VAT IE6433435F | VAT IE6433435G",
                "VAT | VAT IT00743110157 | VAT IT00743110158",
                "VAT | VAT LT119511515 | VAT LT119511516",
                "VAT | VAT LU15027442 | VAT LU15027443",
                "VAT | VAT LV40003521600 | VAT LV40003521601",
                "VAT | VAT MT11679112 | VAT MT11679113",
                "VAT | VAT NL004495445B01 | VAT NL004495446B01",
                "VAT | VAT PL5260001246 | VAT PL5260001247",
                "VAT | VAT PT501964843 | VAT PT501964844",
                "VAT | VAT RO185472 | VAT RO185473",
                "VAT | VAT SE556188840401 | VAT SE556188840501",
                "VAT | VAT SI50223054 | VAT SI50223055",
                "VAT | VAT SK2022749619 | VAT SK2022749618"
            })
    void aWrongCheckDigitIsNoNumber(PiiType type, String right, String wrong) {
        assertThat(DETECTOR.find(right)).singleElement().matches(m -> m.type() == type);
        assertThat(DETECTOR.find(wrong)).noneMatch(m -> m.type() == type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in DE 136695976 Fällen",
                "RO 12 et PL 1234567890",
                "IT is 12 years old",
                "Via la ligne 12 on arrive",
                "Calle la boca 3 veces",
                "login: string, 5 fois",
                "ma voiture a 1234 km",
                "position 48.85, 2.29"
            })
    void whatOnlyLooksLikeItPasses(String text) {
        assertThat(DETECTOR.find(text)).isEmpty();
    }
}
