package org.downloadmanager.benchmarks.figures;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.downloadmanager.local.ManagedProcess;

/**
 * The memory of a process, in bytes.
 *
 * @param heap reachable objects; empty when the process is not a JVM
 */
record Memory(long resident, OptionalLong heap) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)$");

    /** After a garbage collection, if the process is a JVM. */
    static Memory of(ManagedProcess part) throws IOException {
        long pid = part.pid().orElseThrow();
        OptionalLong heap = heap(pid);
        return new Memory(resident(pid), heap);
    }

    static long resident(long pid) throws IOException {
        return status(pid, "VmRSS");
    }

    /** The peak of resident memory since the start or since {@link #forgetPeak}. */
    static long residentPeak(long pid) throws IOException {
        return status(pid, "VmHWM");
    }

    static void forgetPeak(long pid) throws IOException {
        Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
    }

    private static long status(long pid, String what) throws IOException {
        Matcher line = Pattern.compile(what + ":\\s+(\\d+) kB")
                .matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        if (!line.find()) {
            throw new IOException("Process " + pid + " does not say how much memory it has.");
        }
        return Long.parseLong(line.group(1)) << 10;
    }

    private static OptionalLong heap(long pid) throws IOException {
        if (!Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe")).endsWith("java")) {
            // The signal of jcmd would end a process that is not a JVM.
            return OptionalLong.empty();
        }
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid), "GC.class_histogram").redirectError(Redirect.DISCARD).start();
        Matcher total = TOTAL.matcher(new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        return total.find() ? OptionalLong.of(Long.parseLong(total.group(1))) : OptionalLong.empty();
    }
}
