# The image of the API service. From the project's directory: docker build -f deploy/docker/api.Dockerfile .
# What comes before "the image itself" is the same for both images, so it is built once.

# ---------------------------------------------------------------------------------------------------- the programs
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml .
COPY .config .config
COPY common common
COPY api-service api-service
COPY worker-service worker-service
COPY deploy/local deploy/local
COPY deploy/system-tests/pom.xml deploy/system-tests/
COPY deploy/kubernetes/pom.xml deploy/kubernetes/
COPY deploy/benchmarks/pom.xml deploy/benchmarks/
COPY deploy/docker/Probe.java .
ARG COMMIT=unknown
# One class path that the JVM can keep a cache of, instead of the class loader of Quarkus.
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn -B -ntp -q -DskipTests -Dcommit="$COMMIT" -Dquarkus.package.jar.type=aot-jar -pl api-service,worker-service,deploy/local -am package \
    && javac -d probe Probe.java \
    # A cache of the JVM fits jars of a certain age; what was built before and is the same must not look older.
    && find api-service/target/quarkus-app worker-service/target/quarkus-app -exec touch --date=2026-01-01 {} +

# ---------------------------------------------------------------------------------------------------- the caches
FROM eclipse-temurin:25-jre AS training
COPY --from=build /build /build
COPY --from=build /build/api-service/target/quarkus-app /opt/download-manager/api
COPY --from=build /build/worker-service/target/quarkus-app /opt/download-manager/worker
RUN java -cp "/build/deploy/local/target/classes:/build/deploy/local/target/lib/*" org.downloadmanager.local.AotTraining \
    /opt/download-manager/api/quarkus-run.jar /opt/download-manager/worker/quarkus-run.jar /api.aot /worker.aot /training

# ---------------------------------------------------------------------------------------------------- the image itself
FROM eclipse-temurin:25-jre AS image
WORKDIR /opt/download-manager/api
# Libraries first: they change less often than the code, so that a new version is a small layer.
COPY --from=build /build/api-service/target/quarkus-app/lib lib
COPY --from=build /build/probe /opt/download-manager/probe
COPY --from=build /build/api-service/target/quarkus-app/quarkus quarkus
COPY --from=build /build/api-service/target/quarkus-app/app app
COPY --from=build /build/api-service/target/quarkus-app/quarkus-run.jar .
COPY --from=training /api.aot .
USER 10001:10001
EXPOSE 8080 9000
ENV QUARKUS_HTTP_HOST=0.0.0.0 \
    QUARKUS_LOG_CONSOLE_JSON_ENABLED=true
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["java", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "/opt/download-manager/probe", "Probe", "http://127.0.0.1:9000/q/health/ready"]
# Of the memory that the container may use, the rest is for threads, buffers and code.
ENTRYPOINT ["java", "-XX:AOTCache=api.aot", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "quarkus-run.jar"]
# Last, for they change with every build.
ARG VERSION=development
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Download Manager: API service" \
      org.opencontainers.image.description="Takes requests for files, shows their progress, hands out what is ready" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT"
