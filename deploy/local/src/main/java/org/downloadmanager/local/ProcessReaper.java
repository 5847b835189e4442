package org.downloadmanager.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * A small shell that outlives this JVM for a moment: it knows the pids of the children, and when the pipe from this JVM
 * closes, even by SIGKILL, it kills the remaining ones with their own children.
 */
final class ProcessReaper {

    // Signals of a terminal and of a shutdown reach it too; it must stay until the pipe closes.
    private static final String SCRIPT = """
            trap '' INT TERM HUP QUIT
            known=' '
            while read -r change pid; do
                case $change in
                    +) known="$known$pid " ;;
                    -) case $known in *" $pid "*) known="${known%% $pid *} ${known#* $pid }" ;; esac ;;
                esac
            done
            for pid in $known; do kill -KILL "-$pid" || kill -KILL "$pid"; done 2>/dev/null
            """;

    private static ProcessReaper ofThisJvm;

    private final Process shell;

    private ProcessReaper() throws IOException {
        shell = new ProcessBuilder(ChildProcess.inOwnSession("sh", "-c", SCRIPT))
                .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
    }

    static synchronized ProcessReaper ofThisJvm() throws IOException {
        if (ofThisJvm == null || !ofThisJvm.shell.isAlive()) {
            ofThisJvm = new ProcessReaper();
        }
        return ofThisJvm;
    }

    void started(long pid) {
        tell("+ " + pid + "\n");
    }

    /** Call it as soon as the process has ended: its pid may be reused by another process. */
    void ended(long pid) {
        tell("- " + pid + "\n");
    }

    private synchronized void tell(String line) {
        try {
            OutputStream pipe = shell.getOutputStream();
            pipe.write(line.getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The guardian of the child processes is gone.", e);
        }
    }
}
