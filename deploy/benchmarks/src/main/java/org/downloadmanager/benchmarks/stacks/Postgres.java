package org.downloadmanager.benchmarks.stacks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.downloadmanager.benchmarks.NotInstalledException;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Ports;
import org.downloadmanager.local.Role;

/** An empty PostgreSQL server, from where Debian installs it. */
public final class Postgres implements AutoCloseable {

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path programs;
    private final ManagedProcess part;

    private Postgres(Path programs, ManagedProcess part) {
        this.programs = programs;
        this.part = part;
    }

    /** @param settings such as {@code synchronous_commit=off}; all others have PostgreSQL's defaults */
    public static Postgres start(Path directory, List<String> settings) throws IOException, InterruptedException {
        Path programs = programs();
        Path data = Files.createDirectories(directory.resolve("postgres"));
        List<String> user = asItsUser(directory, data);
        run(directory, with(user, programs.resolve("initdb").toString(), "-D", data.toString(), "-U", USER, "-A",
                "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        int port = Ports.free();
        List<String> command = with(user, programs.resolve("postgres").toString(), "-D", data.toString(), "-p",
                Integer.toString(port), "-h", "127.0.0.1", "-c", "unix_socket_directories=");
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        String name = Role.DATABASE.word();
        Postgres postgres = new Postgres(programs,
                new ManagedProcess(Role.DATABASE, name, port, directory.resolve(name + ".log"),
                        new ManagedProcess.ProcessSpec(command, Map.of(),
                                data, () -> answers(programs, port), TIMEOUT, TIMEOUT)));
        try {
            postgres.part.start();
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
        return postgres;
    }

    public ManagedProcess part() {
        return part;
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + part.port() + "/postgres?user=" + USER;
    }

    /** Runs SQL, or a psql command. */
    public void psql(Path directory, String command) throws IOException, InterruptedException {
        run(directory, List.of(programs.resolve("psql").toString(), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h",
                "127.0.0.1", "-p", Integer.toString(part.port()), "-U", USER, "-d", "postgres", "-c", command));
    }

    @Override
    public void close() {
        part.retire();
    }

    private static Path programs() throws IOException {
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> versions = Files.list(INSTALLED)) {
                Optional<Path> newest = versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb"))).max(Comparator.naturalOrder());
                if (newest.isPresent()) {
                    return newest.get();
                }
            }
        }
        throw new NotInstalledException("There is no PostgreSQL in " + INSTALLED + ", Debian has it as postgresql.");
    }

    /** The server refuses to run as root, so its user needs access to the data. */
    private static List<String> asItsUser(Path directory, Path data) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
        permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        Files.setPosixFilePermissions(directory, permissions);
        Files.setOwner(data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        return List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups");
    }

    private static List<String> with(List<String> before, String... command) {
        List<String> whole = new ArrayList<>(before);
        whole.addAll(List.of(command));
        return whole;
    }

    private static boolean answers(Path programs, int port) {
        try {
            return new ProcessBuilder(programs.resolve("pg_isready").toString(), "-q", "-h", "127.0.0.1", "-p",
                    Integer.toString(port)).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start()
                    .waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(directory, "command", ".log");
        int exit = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start().waitFor();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit + ": " + Files.readString(said));
        }
        Files.delete(said);
    }
}
