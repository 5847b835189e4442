package org.downloadmanager.local;

import java.nio.file.Path;
import java.util.Map;

/** Starts child JVMs with the properties of this one. */
final class Jvm {

    private Jvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** In the environment, because a test's class path is too long for process lists. */
    static Map<String, String> classPath() {
        return Map.of("CLASSPATH", System.getProperty("java.class.path"));
    }

    static boolean has(String className) {
        return Jvm.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
    }
}
