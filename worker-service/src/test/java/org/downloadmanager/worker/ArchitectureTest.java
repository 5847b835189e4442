package org.downloadmanager.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** Holds the layout that {@code deploy/docs/architecture.md} describes. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.downloadmanager.worker.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theWorkerDoesNotUseTheApi() {
        noClasses().that().resideInAnyPackage("..worker..")
                .should().dependOnClassesThat().resideInAnyPackage("org.downloadmanager.api..").check(CLASSES);
    }

    @Test
    void onlyIntakePublishingAndDeadLettersUseKafka() {
        noClasses().that()
                .resideOutsideOfPackages("..worker.intake..", "..worker.publishing..", "..worker.deadletter..")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..").check(CLASSES);
    }

    @Test
    void generatorsKnowNeitherKafkaNorRedisNorTheStores() {
        noClasses().that().resideInAnyPackage("..worker.generation..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.vertx..", "org.downloadmanager.downloads.redis..",
                        "software.amazon..", "..worker.execution..", "..worker.intake..")
                .check(CLASSES);
    }

    @Test
    void onlySqlGenerationUsesJdbc() {
        noClasses().that().resideOutsideOfPackages("..worker.generation..")
                .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..").check(CLASSES);
    }
}
