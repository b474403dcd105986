# syntax=docker/dockerfile:1

# Two images from one build:
#   docker build -t evergrant-worker .                          the worker, for production
#   docker build -t evergrant-simulator --target simulator .    the simulated Outreach, for demos
# The worker's image holds no broker, no database and no simulator.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# Tests and the style checks are the business of `mvn verify`; here things are only put together.
# Jars of our own change with every build, those of others hardly ever: they become two layers.
RUN --mount=type=cache,target=/root/.m2 <<'BUILD'
set -eu
mvn -B -ntp -pl worker,devkit,bench -am package -Dmaven.test.skip=true -Dexec.skip -Dspotless.check.skip
mvn -B -ntp -pl devkit dependency:copy-dependencies -DincludeScope=runtime \
  -DincludeGroupIds=com.fasterxml.jackson.core,org.jspecify,org.slf4j,tools.jackson.core \
  -DoutputDirectory=/out/simulator/lib
mkdir -p /out/worker/own/lib /out/worker/lib /out/simulator/own /out/bench
cp worker/target/lib/*.jar /out/worker/lib/
mv /out/worker/lib/contracts-*.jar /out/worker/lib/migrations-*.jar /out/worker/own/lib/
cp worker/target/worker-*.jar /out/worker/own/worker.jar
cp bench/target/bench-*.jar bench/target/lib/*.jar /out/bench/
cp devkit/target/devkit-*.jar /out/simulator/own/
# The simulator logs through SLF4J; in the build tree Logback comes with the worker.
cp worker/target/lib/logback-classic-*.jar worker/target/lib/logback-core-*.jar /out/simulator/lib/
cp worker/src/main/resources/logback.xml /out/simulator/own/
cat worker/src/main/jvm.args deploy/image/worker.args >/out/worker/own/jvm.args
cat worker/src/main/jvm.args deploy/image/simulator.args >/out/simulator/own/jvm.args
BUILD

FROM eclipse-temurin:25-jre AS runtime
RUN groupadd --gid 10001 evergrant \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin evergrant \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/evergrant /var/lib/evergrant-spool
COPY --chmod=755 deploy/image/ready /opt/evergrant/ready
# `evergrant.yaml` in this directory is found without --config.
WORKDIR /etc/evergrant
USER 10001:10001
STOPSIGNAL SIGTERM

FROM runtime AS simulator
COPY --from=build /out/simulator/lib /opt/evergrant/lib
COPY --from=build /out/simulator/own /opt/evergrant/own
EXPOSE 8090
ENTRYPOINT ["java", "@/opt/evergrant/own/jvm.args", "dev.evergrant.devkit.simulator.SimulatorMain"]
CMD ["--host", "0.0.0.0", "--port", "8090", "--data", "/var/lib/evergrant"]

FROM runtime AS untrained
COPY --from=build /out/worker/lib /opt/evergrant/lib
COPY --from=build /out/worker/own /opt/evergrant

# Lets a worker run for a moment, on a broker and a database that stay behind in this stage, and
# keeps what its JVM learned: it then starts in less than half of the time. Where that cannot be
# done, such as under emulation, the image has an empty file instead, which the JVM leaves alone.
FROM untrained AS trained
COPY --from=build /out/bench /opt/bench
RUN <<'TRAIN'
java @/opt/evergrant/jvm.args -cp '/opt/bench/*' dev.evergrant.bench.Train /tmp/train \
  java @/opt/evergrant/jvm.args -Xmx256m -XX:AOTCacheOutput=/tmp/worker.aot dev.evergrant.worker.Main \
  && java @/opt/evergrant/jvm.args -XX:AOTCache=/tmp/worker.aot -XX:AOTMode=on dev.evergrant.worker.Main --version \
  || { echo "Not trained: workers of this image start slower."; : >/tmp/worker.aot; }
TRAIN

FROM untrained AS worker
COPY --from=trained /tmp/worker.aot /opt/evergrant/worker.aot
EXPOSE 8080
# Whatever follows the image's name is the command: worker, check, migrate, connections list, …
ENTRYPOINT ["java", "@/opt/evergrant/jvm.args", "-XX:AOTCache=/opt/evergrant/worker.aot", "dev.evergrant.worker.Main"]
CMD ["worker"]
