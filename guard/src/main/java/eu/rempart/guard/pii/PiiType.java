package eu.rempart.guard.pii;

import java.util.List;

/// A kind of personal data. The name is the word in its placeholder: `[EMAIL_1]`.
public enum PiiType {
    EMAIL("MAIL", "COURRIEL", "EMAILADRESSE", "CORREO"),
    PHONE("TELEPHONE", "TEL", "TELEFON", "TELEFONO", "TELEFONE", "TELEFOON", "MOBILE", "PORTABLE"),
    IBAN("RIB"),
    CARD("CARTE", "KARTE", "TARJETA", "CARTA", "CARTAO", "CREDITCARD"),
    IP("ADRESSEIP", "IPADDRESS"),
    MAC("ADRESSEMAC"),
    /// French social security number (numéro d'inscription au répertoire).
    NIR("SECU", "INSEE"),
    SIREN(),
    SIRET(),
    VAT("TVA", "USTID", "IVA", "BTW"),
    /// United States social security number.
    SSN(),
    /// A national number of another country, recognised by its check digits.
    NATIONALID("IDENTITE", "IDENTITY", "AUSWEIS", "DNI"),
    PASSPORT("PASSEPORT", "REISEPASS", "PASAPORTE"),
    /// The number of an identity card or a driving licence.
    IDCARD("CARTEIDENTITE", "CNI", "PERSONALAUSWEIS", "PERMIS"),
    /// The number under which a person pays taxes.
    TAXID("FISCAL", "STEUERNUMMER", "NUMEROFISCAL"),
    PLATE("IMMATRICULATION", "KENNZEICHEN"),
    LOGIN("IDENTIFIANT", "USERNAME", "UTILISATEUR", "BENUTZER"),
    /// An address with a user and a password in it.
    URL("LIEN", "LINK"),
    BIRTHDATE("NAISSANCE", "DATEDENAISSANCE", "DATEOFBIRTH", "GEBURTSDATUM"),
    ADDRESS("ADRESSE", "DIRECCION", "INDIRIZZO", "ENDERECO", "ADRES"),
    NAME("NOM", "PERSON", "PERSONNE", "NOMBRE", "NOME", "NAAM"),
    /// A place on the globe.
    GEO("COORDONNEES", "COORDINATES", "GPS"),
    CRYPTO("PORTEFEUILLE", "WALLET"),
    /// A credential, found by the secret scanner.
    SECRET("CREDENTIAL", "GEHEIMNIS", "SECRETO", "SEGRETO"),
    /// Text that looked like a placeholder before anything was masked. It is put away, so that it
    /// comes back as it was.
    TEXT("TEXTE", "TESTO", "TEXTO");

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of strings
    private final List<String> translations;

    PiiType(String... translations) {
        this.translations = List.of(translations);
    }

    /// What a model may write instead of the name, in capitals without accents or blanks.
    List<String> translations() {
        return translations;
    }
}
