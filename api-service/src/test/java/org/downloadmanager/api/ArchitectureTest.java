package org.downloadmanager.api;

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
        slices().matching("org.downloadmanager.api.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theApiDoesNotUseTheWorker() {
        noClasses().that().resideInAnyPackage("..api..")
                .should().dependOnClassesThat().resideInAnyPackage("org.downloadmanager.worker..").check(CLASSES);
    }

    @Test
    void onlyPublishersAndTheEventConsumerUseKafka() {
        noClasses().that().resideOutsideOfPackages("..api.downloads..", "..api.streaming..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..").check(CLASSES);
    }

    @Test
    void problemsAndServingKnowNoOtherPackageOfTheApi() {
        noClasses().that().resideInAnyPackage("..api.problem..", "..api.serving..")
                .should().dependOnClassesThat().resideInAnyPackage("..api.downloads..", "..api.http..",
                        "..api.identity..", "..api.page..", "..api.rest..", "..api.streaming..", "..api.view..")
                .check(CLASSES);
    }

    @Test
    void onlyIdentityHandlesCookiesAndSignatures() {
        noClasses().that().resideOutsideOfPackages("..api.identity..")
                .should().dependOnClassesThat().resideInAnyPackage("javax.crypto..").check(CLASSES);
    }
}
