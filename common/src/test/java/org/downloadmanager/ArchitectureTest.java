package org.downloadmanager;

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
        slices().matching("org.downloadmanager.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheRedisAdaptersUseTheRedisClient() {
        noClasses().that().resideOutsideOfPackages("..downloads.redis..")
                .should().dependOnClassesThat().resideInAnyPackage("io.vertx..").check(CLASSES);
    }

    @Test
    void onlyTheKafkaAdaptersUseTheKafkaClient() {
        noClasses().that().resideOutsideOfPackages("..messages.kafka..")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..").check(CLASSES);
    }

    @Test
    void onlyTheFileStoreUsesTheObjectStoreClient() {
        noClasses().that().resideOutsideOfPackages("..files..")
                .should().dependOnClassesThat().resideInAnyPackage("software.amazon..").check(CLASSES);
    }

    @Test
    void downloadsAreFreeOfFrameworksAndClients() {
        noClasses().that().resideInAnyPackage("org.downloadmanager.downloads")
                .should().dependOnClassesThat().resideInAnyPackage("io.quarkus..", "io.vertx..", "org.apache.kafka..",
                        "com.fasterxml..", "software.amazon..")
                .check(CLASSES);
    }

    @Test
    void commonDoesNotDependOnTheServices() {
        noClasses().that().resideInAnyPackage("org.downloadmanager..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("org.downloadmanager.api..", "org.downloadmanager.worker..").check(CLASSES);
    }
}
