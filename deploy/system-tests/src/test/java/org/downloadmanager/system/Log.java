package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

import org.downloadmanager.local.ManagedProcess;

/** The log of a process from now on. */
final class Log {

    private final ManagedProcess part;
    private final int linesBefore;

    Log(ManagedProcess part) {
        this.part = part;
        this.linesBefore = allLines().size();
    }

    List<String> lines() {
        List<String> all = allLines();
        return all.subList(linesBefore, all.size());
    }

    boolean hasLine(String... words) {
        return lines().stream().anyMatch(line -> Stream.of(words).allMatch(line::contains));
    }

    private List<String> allLines() {
        try {
            return Files.readAllLines(part.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
