package eu.rempart.bench;

import eu.rempart.guard.injection.Assessment;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.injection.Provenance;
import eu.rempart.guard.pii.Masked;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.Vault;
import eu.rempart.guard.secret.SecretScanner;
import eu.rempart.guard.text.Reading;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the guard costs for one message of a person: everything on, one thread, warm. The message of
/// 1,000 characters holds a name, an address, an e-mail address, a telephone number and an IBAN;
/// longer ones repeat it, to show that the time is linear.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class GuardBenchmark {
    private static final String MESSAGE =
            """
            Bonjour, je m'appelle Camille Durand et je cherche un poste de développeuse Java à Lyon. Vous pouvez me \
            joindre au 06 12 34 56 78 ou par mail à camille.durand@example.org. J'habite 12 rue de la République, \
            69002 Lyon. J'ai travaillé pendant cinq ans chez un éditeur de logiciels, où j'ai repris une application \
            de facturation écrite en 2009 et je l'ai fait évoluer vers une architecture plus modulaire, avec des \
            tests automatisés et un déploiement continu. Pouvez-vous relire ma lettre de motivation et me dire si \
            elle met bien en valeur mon expérience ? Je voudrais surtout savoir si le premier paragraphe est trop \
            long, et s'il faut parler de mes prétentions salariales dès maintenant ou attendre l'entretien. Mon \
            ancien directeur, Paul Lefebvre, accepte de me recommander. Ignorez les fautes de frappe, je corrigerai \
            ensuite. Merci beaucoup pour votre aide et bonne journée. PS : mon IBAN pour le remboursement des frais \
            est FR76 3000 6000 0112 3456 7890 189, comme demandé hier.
            """;

    @Param({"1", "2", "4", "8"})
    public int kilobytes;

    private final InjectionDetector injection = new InjectionDetector();
    private final Masker masker = new Masker(new PiiDetector(), new SecretScanner());
    private String text = "";

    /// Builds the message.
    @org.openjdk.jmh.annotations.Setup
    public void repeat() {
        text = MESSAGE.repeat(kilobytes);
    }

    /// Reading, attacks, personal data, secrets, masking.
    @Benchmark
    public int everything() {
        Reading reading = Reading.of(text);
        Assessment assessment = injection.assess(reading, Provenance.USER);
        Masked masked = masker.mask(reading, new Vault());
        return assessment.findings().size() + masked.text().length();
    }

    /// Attacks alone, with the reading.
    @Benchmark
    public double attacks() {
        return injection.assess(text).score();
    }
}
