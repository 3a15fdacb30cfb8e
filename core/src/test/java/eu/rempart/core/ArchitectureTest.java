package eu.rempart.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("eu.rempart.core");

    @Test
    void theCoreKnowsNoFrameworkAndNoEdge() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "jakarta..",
                        "javax.sql..",
                        "java.sql..",
                        "org.eclipse.jetty..",
                        "org.jdbi..",
                        "picocli..",
                        "eu.rempart.server..")
                .check(CORE);
    }

    @Test
    void packagesDependInOneDirection() {
        slices().matching("eu.rempart.core.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void nothingIsCalledByWhatItIsNot() {
        classes()
                .should()
                .haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils)(\\$.*)?")
                .check(CORE);
    }

    @Test
    void nothingSharedChanges() {
        fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .beFinal()
                .check(CORE);
    }
}
