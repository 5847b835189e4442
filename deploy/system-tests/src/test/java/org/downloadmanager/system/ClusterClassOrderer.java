package org.downloadmanager.system;

import java.util.Comparator;
import java.util.List;

import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the tests of one shared cluster together, after the tests that start their own: never two clusters at once. */
public final class ClusterClassOrderer implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(ClusterClassOrderer::sharedCluster));
    }

    private static String sharedCluster(ClassDescriptor tests) {
        return tests.findRepeatableAnnotations(ExtendWith.class).stream()
                .flatMap(extensions -> List.of(extensions.value()).stream())
                .filter(SharedCluster.class::isAssignableFrom)
                .map(Class::getName).findFirst().orElse("");
    }
}
