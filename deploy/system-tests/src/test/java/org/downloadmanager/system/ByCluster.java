package org.downloadmanager.system;

import java.util.Comparator;
import java.util.List;

import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has the tests of one cluster run one after another, and first those that start their own, so that there are never two
 * clusters on the machine.
 */
public final class ByCluster implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(ByCluster::sharedCluster));
    }

    private static String sharedCluster(ClassDescriptor tests) {
        return tests.findRepeatableAnnotations(ExtendWith.class).stream()
                .flatMap(extensions -> List.of(extensions.value()).stream())
                .filter(SharedCluster.class::isAssignableFrom)
                .map(Class::getName).findFirst().orElse("");
    }
}
