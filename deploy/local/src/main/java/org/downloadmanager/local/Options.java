package org.downloadmanager.local;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The options of the command line. */
record Options(int api, int workers, int port, Path data, Optional<Path> catalog, boolean serversOnly,
        boolean help) {

    static final String USAGE = """
            Usage: deploy/local/run [--api N] [--workers M] [--port P] [--data DIR] [--catalog FILE]
                   deploy/local/run --servers-only [--data DIR]

              --api N         replicas of the API (2)
              --workers M     workers (2)
              --port P        port of the load balancer, 0 chooses a free one (8080)
              --data DIR      where everything is kept (.download-manager in the home directory)
              --catalog FILE  what can be requested (deploy/local/catalog/catalog.yaml)
              --servers-only  Kafka and Redis alone, for services that run in development mode
            """;

    /** An error in the options; the message is one sentence. */
    static final class UsageException extends Exception {

        UsageException(String sentence) {
            super(sentence);
        }
    }

    static Options parse(List<String> arguments) throws UsageException {
        int api = 2;
        int workers = 2;
        int port = 8080;
        Path data = Path.of(System.getProperty("user.home"), ".download-manager");
        Optional<Path> catalog = Optional.empty();
        boolean serversOnly = false;
        boolean help = false;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--api" -> api = number(option, rest, 0, 100);
                case "--workers" -> workers = number(option, rest, 0, 100);
                case "--port" -> port = number(option, rest, 0, 65_535);
                case "--data" -> data = Path.of(value(option, rest));
                case "--catalog" -> catalog = Optional.of(Path.of(value(option, rest)));
                case "--servers-only" -> serversOnly = true;
                case "--help", "-h" -> help = true;
                default -> throw new UsageException("There is no option " + option + ".");
            }
        }
        return new Options(api, workers, port, data, catalog, serversOnly, help);
    }

    private static int number(String option, Iterator<String> rest, int min, int max) throws UsageException {
        String value = value(option, rest);
        String expected = option + " needs a number from " + min + " to " + max + ", not " + value + ".";
        try {
            int number = Integer.parseInt(value);
            if (number < min || number > max) {
                throw new UsageException(expected);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new UsageException(expected);
        }
    }

    private static String value(String option, Iterator<String> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException(option + " needs a value.");
        }
        return rest.next();
    }
}
