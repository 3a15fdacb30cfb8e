package eu.rempart.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses guard = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("eu.rempart.guard");

    @Test
    void theGuardKnowsNoFramework() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "eu.rempart.guard..",
                        "java..",
                        "org.jspecify..",
                        "com.ibm.icu..",
                        "com.google.i18n.phonenumbers..")
                .check(guard);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("eu.rempart.guard.(*)..").should().beFreeOfCycles().check(guard);
        noClasses()
                .that()
                .resideInAPackage("eu.rempart.guard")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("eu.rempart.guard.*")
                .check(guard);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils)")
                .check(guard);
    }

    @Test
    void noStaticCanChange() {
        fields().that().areStatic().should().beFinal().check(guard);
    }
}
