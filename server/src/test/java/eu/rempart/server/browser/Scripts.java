package eu.rempart.server.browser;

import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers that more than one test asks for.
final class Scripts {

    static final String QUESTION = "Bonjour ! J’ai postulé il y a dix jours, sans réponse. Comment écrire une relance ?"
            + " On me joint à camille.martin@exemple.fr ou au 06 12 34 56 78.";

    private Scripts() {}

    /// A letter that uses the placeholders of the question, each cut in two.
    ///
    /// @param rest what the provider waits for after its first paragraph
    static Script letter(CountDownLatch rest) {
        return Script.of(asked -> {
            String email = placeholder(asked, "EMAIL");
            String phone = placeholder(asked, "PHONE");
            return Script.answer()
                    .text("Bonjour ! Dix jours, ", "c’est le bon moment. ", "Voici une relance courte et polie.\n\n")
                    .waitFor(rest)
                    .text("> Bonjour,\n>\n> Je me permets de revenir vers vous au sujet de ma candidature. ")
                    .text("Ce poste m’intéresse toujours, et je serais ravie d’en parler avec vous.\n>\n")
                    .text(
                            "> Vous pouvez me joindre au ",
                            phone.substring(0, 3),
                            phone.substring(3) + " ou à l’adresse ")
                    .text(
                            email.substring(0, 5),
                            email.substring(5),
                            ".\n>\n> Bien cordialement,\\\n> Camille Martin\n\n")
                    .text("1. **Rappelez le poste** et la date de votre candidature.\n")
                    .text("2. **Ajoutez un élément nouveau** : une formation, un projet, une disponibilité.\n")
                    .usage(640, 190)
                    .finish("stop");
        });
    }

    static Script letter() {
        return letter(new CountDownLatch(0));
    }

    private static String placeholder(Received asked, String type) {
        Matcher matcher = Pattern.compile("\\[" + type + "_\\d+]").matcher(asked.lastMessage());
        if (!matcher.find()) {
            throw new IllegalStateException("no " + type + " is masked in: " + asked.lastMessage());
        }
        return matcher.group();
    }
}
