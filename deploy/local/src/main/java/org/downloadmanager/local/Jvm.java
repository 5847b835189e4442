package org.downloadmanager.local;

import java.nio.file.Path;
import java.util.Map;

/** How a child that is a JVM gets what this JVM has. */
final class Jvm {

    private Jvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** In the environment, because a test's class path is too long to read in a list of processes. */
    static Map<String, String> classPath() {
        return Map.of("CLASSPATH", System.getProperty("java.class.path"));
    }

    static boolean has(String className) {
        return Jvm.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
    }
}
