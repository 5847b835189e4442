package org.downloadmanager.kubernetes;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** The defaults of a service. */
record ServiceSettings(Properties properties) {

    static ServiceSettings of(String module) {
        Path file = Path.of("../..", module, "src/main/resources/application.properties");
        try (Reader reader = Files.newBufferedReader(file)) {
            Properties properties = new Properties();
            properties.load(reader);
            return new ServiceSettings(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The periods that it waits during shutdown. */
    Stream<String> shutdownTimes() {
        return Stream.of("quarkus.shutdown.delay", "quarkus.shutdown.timeout")
                .filter(properties::containsKey)
                .map(properties::getProperty);
    }
}
