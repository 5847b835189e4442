package org.downloadmanager.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The whole system on this machine: Kafka, Redis, a load balancer, replicas of the API and workers, each a process of
 * its own. None of them outlives this JVM, however it ends. Parts are named {@code kafka}, {@code redis},
 * {@code load-balancer}, {@code api-1}, {@code worker-1} and so on.
 *
 * <pre>{@code
 * try (Cluster cluster = Cluster.builder().data(directory).port(0).workers(3).build().start()) {
 *     cluster.kill("worker-1");
 * }
 * }</pre>
 */
public final class Cluster implements AutoCloseable {

    /** The ports in the {@code %dev} properties of both services; unlike the usual ones, they are hardly ever in use. */
    static final int DEVELOPMENT_KAFKA_PORT = 19_092;
    static final int DEVELOPMENT_REDIS_PORT = 16_379;

    private static final Duration BALANCED = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration SERVICE_START = Duration.ofSeconds(90);
    /** A stopping worker hands over at its next checkpoint. */
    private static final Duration SERVICE_STOP = Duration.ofSeconds(30);

    private final Builder settings;
    private final HttpClient probes = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1))
            .version(HttpClient.Version.HTTP_1_1).build();
    private final List<ManagedProcess> parts = new CopyOnWriteArrayList<>();
    /** By server, then by service. */
    private final Map<Role, Map<String, FaultProxy>> proxies = Map.of(Role.REDIS, new ConcurrentHashMap<>(), Role.KAFKA,
            new ConcurrentHashMap<>());
    private volatile DataDirectory data;
    private volatile int port;
    private RedisServer redis;
    private KafkaBroker kafka;
    private boolean closed;

    private Cluster(Builder settings) {
        this.settings = settings;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts everything and returns when everything is ready. Unfinished work in the data directory continues. On
     * failure nothing keeps running.
     */
    public Cluster start() {
        try {
            prepare();
            together(Stream.of(redis.part(), kafka.part()));
            together(parts.stream().filter(part -> !part.isAlive()));
            awaitBalanced();
            return this;
        } catch (IOException e) {
            close();
            throw new ClusterException("The cluster cannot be started: " + e.getMessage() + ".", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private synchronized void prepare() throws IOException {
        failIfClosed();
        if (!settings.serversOnly) {
            requireFile(settings.apiJar(), "is not built yet");
            requireFile(settings.workerJar(), "is not built yet");
            requireFile(settings.catalog(), "does not exist");
        }
        data = DataDirectory.open(settings.data);
        port = port(settings.port);
        redis = RedisServer.prepare(data.root().resolve("redis"), data.log(Role.REDIS.word()),
                port(settings.redisPort));
        if (settings.links) {
            prepareLinks(Role.API, settings.api);
            prepareLinks(Role.WORKER, settings.workers);
        }
        kafka = KafkaBroker.prepare(data.root().resolve("kafka"), data.log(Role.KAFKA.word()),
                port(settings.kafkaPort), settings.groupSessionTimeout, proxies.get(Role.KAFKA).values(),
                settings.commonJvmOptions());
        add(redis.part());
        add(kafka.part());
        if (!settings.serversOnly) {
            add(loadBalancer());
        }
        for (int number = 1; number <= settings.api; number++) {
            add(service(Role.API, number));
        }
        for (int number = 1; number <= settings.workers; number++) {
            add(service(Role.WORKER, number));
        }
        write();
    }

    private static int port(int wanted) {
        if (wanted == 0) {
            return Ports.free();
        }
        if (!Ports.isFree(wanted)) {
            throw new ClusterException("Port " + wanted + " is in use, please choose another one.");
        }
        return wanted;
    }

    private void prepareLinks(Role role, int count) {
        for (int number = 1; number <= count; number++) {
            String service = name(role, number);
            proxies.get(Role.REDIS).put(service, FaultProxy.to(redis.port()));
            proxies.get(Role.KAFKA).put(service, FaultProxy.to(Ports.free()));
        }
    }

    private static void requireFile(Path file, String otherwise) {
        if (!Files.isRegularFile(file)) {
            throw new ClusterException(file + " " + otherwise + ".");
        }
    }

    /** The URL of the load balancer. */
    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    /** The data directory of the cluster. */
    public Path data() {
        return data.root();
    }

    /** All processes, ended ones included. */
    public List<ManagedProcess> parts() {
        return List.copyOf(parts);
    }

    /** All processes with that role. */
    public List<ManagedProcess> parts(Role role) {
        return parts.stream().filter(part -> part.role() == role).toList();
    }

    /** The process with that name; fails when there is none. */
    public ManagedProcess part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow(
                () -> new ClusterException("There is no part " + name + ", there are " + parts + "."));
    }

    public synchronized KafkaBroker kafka() {
        return kafka;
    }

    public synchronized RedisServer redis() {
        return redis;
    }

    /** The proxy between a service and Kafka or Redis; fails when there is none. */
    public FaultProxy link(String service, Role server) {
        FaultProxy proxy = proxies.getOrDefault(server, Map.of()).get(service);
        if (proxy == null) {
            throw new ClusterException("There is no link from " + service + " to " + server.word() + ".");
        }
        return proxy;
    }

    /** SIGKILL; returns when the process has ended. */
    public void kill(String name) {
        part(name).kill();
    }

    /** SIGTERM; returns when the process has ended, which is forced after half a minute. */
    public void stop(String name) {
        part(name).stop();
    }

    /** SIGSTOP: the process keeps its connections and does nothing. */
    public void freeze(String name) {
        part(name).freeze();
    }

    /** SIGCONT. */
    public void thaw(String name) {
        part(name).thaw();
    }

    /** Starts an ended process on its old port; returns when it is ready. */
    public void start(String name) {
        part(name).start();
    }

    /** One more replica of the API; returns when it is ready. */
    public ManagedProcess addApi() {
        return addService(Role.API);
    }

    /** One more worker; returns when it is ready. */
    public ManagedProcess addWorker() {
        return addService(Role.WORKER);
    }

    private ManagedProcess addService(Role role) {
        ManagedProcess part;
        synchronized (this) {
            failIfClosed();
            try {
                part = service(role, parts(role).size() + 1);
            } catch (IOException e) {
                throw new ClusterException("The " + role.word() + " cannot be added: " + e.getMessage() + ".", e);
            }
            add(part);
        }
        part.start();
        return part;
    }

    /**
     * Stops everything in order: services before the servers that they need. A process that does not stop in time is
     * killed, and so is every process of a short-lived cluster. The data stays.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (settings.shortLived) {
            inParallel(parts.stream(), ManagedProcess::discard);
        } else {
            // A service that is cut off cannot stop cleanly.
            allLinks().forEach(FaultProxy::heal);
            retire(part -> part.role() == Role.API || part.role() == Role.WORKER);
            retire(part -> part.role() == Role.LOAD_BALANCER);
            retire(part -> true);
        }
        allLinks().forEach(FaultProxy::close);
        if (data != null) {
            data.close();
        }
    }

    private Stream<FaultProxy> allLinks() {
        return proxies.values().stream().flatMap(ofServer -> ofServer.values().stream());
    }

    private void retire(Predicate<ManagedProcess> which) {
        inParallel(parts.stream().filter(which), part -> {
            if (part.isAlive()) {
                settings.progress.accept("Stopping " + part.name());
            }
            part.retire();
        });
    }

    private void together(Stream<ManagedProcess> which) {
        inParallel(which, part -> {
            long from = System.nanoTime();
            settings.progress.accept("Starting " + part.name() + " on port " + part.port());
            part.start();
            settings.progress
                    .accept("%s is ready after %.1f s".formatted(part.name(), (System.nanoTime() - from) / 1e9));
        });
    }

    private static void inParallel(Stream<ManagedProcess> which, Consumer<ManagedProcess> action) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CompletableFuture.allOf(which.map(part -> CompletableFuture.runAsync(() -> action.accept(part), threads))
                    .toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdown();
        }
    }

    private void add(ManagedProcess part) {
        part.onChange(change -> {
            if (!change.isEmpty()) {
                settings.progress.accept(change);
            }
            write();
        });
        parts.add(part);
    }

    private synchronized void write() {
        try {
            ClusterFile.write(data.clusterFile(), url().toString(), parts);
        } catch (IOException e) {
            throw new ClusterException(data.clusterFile() + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private void failIfClosed() {
        if (closed) {
            throw new ClusterException("The cluster is stopped.");
        }
    }

    private ManagedProcess loadBalancer() {
        String name = Role.LOAD_BALANCER.word();
        List<String> command = new ArrayList<>(List.of(Jvm.java(), "-Xmx256m", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", temporaryDirectory()));
        command.addAll(settings.commonJvmOptions());
        command.addAll(List.of(LoadBalancer.class.getName(), Integer.toString(port), data.clusterFile().toString()));
        return new ManagedProcess(Role.LOAD_BALANCER, name, port, data.log(name),
                new ManagedProcess.ProcessSpec(command, Jvm.classPath(),
                        data.root(), () -> Ports.accepts(port), Duration.ofSeconds(30), Duration.ofSeconds(5)));
    }

    private ManagedProcess service(Role role, int number) throws IOException {
        boolean isWorker = role == Role.WORKER;
        String name = name(role, number);
        int ownPort = Ports.free();
        // A worker serves health and metrics only.
        int managementPort = isWorker ? ownPort : Ports.free();
        List<String> command = new ArrayList<>(List.of(Jvm.java(), "-Xmx512m", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", temporaryDirectory(), "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ownPort,
                "-Dquarkus.management.host=127.0.0.1", "-Dquarkus.management.port=" + managementPort));
        Map<String, String> own = isWorker ? settings.workerSettings : settings.apiSettings;
        own.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(settings.commonJvmOptions());
        command.addAll(isWorker ? settings.workerJvmOptions : settings.apiJvmOptions);
        command.addAll(List.of("-jar", (isWorker ? settings.workerJar() : settings.apiJar()).toString()));
        Map<String, String> environment = new TreeMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + portFor(name, kafka.part()),
                "QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:" + portFor(name, redis.part()),
                "DOWNLOADS_FILES_DIRECTORY", data.files().toString(),
                "DOWNLOADS_IDENTITY_SECRET", data.identitySecret(),
                "DOWNLOADS_CATALOG_FILE", settings.catalog().toString(),
                "DOWNLOADS_SHOW_WORKER", "true"));
        if (isWorker) {
            environment.put("DOWNLOADS_WORKER_NAME", name);
            environment.put("DOWNLOADS_COMMANDS_SESSION_TIMEOUT", settings.groupSessionTimeout.toMillis() + "ms");
        }
        return new ManagedProcess(role, name, ownPort, managementPort, data.log(name),
                new ManagedProcess.ProcessSpec(command, environment,
                        data.root(), () -> isReady(managementPort), SERVICE_START, settings.stopGrace));
    }

    private String temporaryDirectory() {
        return "-Djava.io.tmpdir=" + data.temporary();
    }

    private static String name(Role role, int number) {
        return role.word() + "-" + number;
    }

    private int portFor(String service, ManagedProcess server) {
        FaultProxy proxy = proxies.get(server.role()).get(service);
        return proxy == null ? server.port() : proxy.port();
    }

    /** The load balancer probes replicas periodically, so it may not know yet that they are ready. */
    private void awaitBalanced() {
        long giveUpAt = System.nanoTime() + BALANCED.toNanos();
        while (settings.api > 0 && !answers(port, "/api/version")) {
            if (System.nanoTime() > giveUpAt) {
                throw new ClusterException("The load balancer finds no replica that is ready.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean isReady(int managementPort) {
        return answers(managementPort, "/q/health/ready");
    }

    private boolean answers(int port, String path) {
        try {
            return probes.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(2)).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Configures a cluster; everything but the data directory has a default. */
    public static final class Builder {

        private Path data;
        private int api = 2;
        private int workers = 2;
        private int port;
        private int kafkaPort;
        private int redisPort;
        private boolean serversOnly;
        private Path project;
        private Path catalog;
        private Path apiJar;
        private Path workerJar;
        private boolean links;
        private Duration groupSessionTimeout = KafkaBroker.GROUP_SESSION_TIMEOUT;
        private Duration stopGrace = SERVICE_STOP;
        private boolean shortLived;
        private Consumer<String> progress = line -> {};
        private final Map<String, String> apiSettings = new TreeMap<>();
        private final Map<String, String> workerSettings = new TreeMap<>();
        private final List<String> apiJvmOptions = new ArrayList<>();
        private final List<String> workerJvmOptions = new ArrayList<>();

        private Builder() {}

        /** The data directory; a cluster that starts there again continues unfinished work. */
        public Builder data(Path directory) {
            data = directory;
            return this;
        }

        /** Replicas of the API; 2 by default. */
        public Builder api(int count) {
            api = count;
            return this;
        }

        /** Workers; 2 by default. */
        public Builder workers(int count) {
            workers = count;
            return this;
        }

        /** The load balancer's port; 0, the default, chooses a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * Kafka and Redis alone, on the ports where services in development mode look for them: without replicas, workers and
         * a load balancer.
         */
        public Builder serversOnly() {
            serversOnly = true;
            kafkaPort = DEVELOPMENT_KAFKA_PORT;
            redisPort = DEVELOPMENT_REDIS_PORT;
            return api(0).workers(0);
        }

        /** The catalog; by default the one of this module. */
        public Builder catalog(Path file) {
            catalog = file;
            return this;
        }

        /** The API's program, instead of the project's own. */
        public Builder apiJar(Path jar) {
            apiJar = jar;
            return this;
        }

        /** The worker's program, instead of the project's own. */
        public Builder workerJar(Path jar) {
            workerJar = jar;
            return this;
        }

        /** The time after which a silent worker loses its partitions; 2 s by default, 45 s on some managed brokers. */
        public Builder groupSessionTimeout(Duration timeout) {
            groupSessionTimeout = timeout;
            return this;
        }

        /**
         * Every replica and every worker reaches Redis and Kafka through a {@link FaultProxy} of its own; services
         * that are added later connect directly.
         */
        public Builder links() {
            links = true;
            return this;
        }

        /**
         * A cluster for some minutes, whose data is not used again: its JVMs start sooner but never become as fast,
         * and at the end all processes are killed instead of stopped.
         */
        public Builder shortLived() {
            shortLived = true;
            return this;
        }

        /** A configuration property of each API replica and each worker. No secrets: others can see it. */
        public Builder setting(String property, String value) {
            return apiSetting(property, value).workerSetting(property, value);
        }

        /** A configuration property of each API replica. */
        public Builder apiSetting(String property, String value) {
            apiSettings.put(property, value);
            return this;
        }

        /** A configuration property of each worker. */
        public Builder workerSetting(String property, String value) {
            workerSettings.put(property, value);
            return this;
        }

        /** How long a service may take to stop before it is killed. */
        public Builder stopGrace(Duration grace) {
            stopGrace = grace;
            return this;
        }

        /** Such as {@code -Xmx1g}; later options override earlier ones and the defaults. */
        public Builder apiJvmOption(String option) {
            apiJvmOptions.add(option);
            return this;
        }

        /** Such as {@code -Xmx1g}; later options override earlier ones and the defaults. */
        public Builder workerJvmOption(String option) {
            workerJvmOptions.add(option);
            return this;
        }

        /** Receives progress messages, from any thread. */
        public Builder progress(Consumer<String> listener) {
            progress = listener;
            return this;
        }

        /** Starts nothing yet; the builder must not be used afterwards. */
        public Cluster build() {
            if (data == null) {
                throw new ClusterException("A cluster needs a data directory.");
            }
            return new Cluster(this);
        }

        /** The options of every JVM of the cluster. */
        private List<String> commonJvmOptions() {
            return shortLived ? List.of("-XX:TieredStopAtLevel=1") : List.of();
        }

        private Path apiJar() {
            return apiJar != null ? apiJar : project().resolve("api-service/target/quarkus-app/quarkus-run.jar");
        }

        private Path workerJar() {
            return workerJar != null
                    ? workerJar
                    : project().resolve("worker-service/target/quarkus-app/quarkus-run.jar");
        }

        private Path catalog() {
            return (catalog != null ? catalog : project().resolve("deploy/local/catalog/catalog.yaml"))
                    .toAbsolutePath();
        }

        private Path project() {
            if (project == null) {
                project = Project.root();
            }
            return project;
        }
    }
}
