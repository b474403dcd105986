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
mvn -B -ntp -pl worker,devkit -am package -Dmaven.test.skip=true -Dexec.skip -Dspotless.check.skip
mvn -B -ntp -pl devkit dependency:copy-dependencies -DincludeScope=runtime \
  -DincludeGroupIds=com.fasterxml.jackson.core,org.jspecify,org.slf4j,tools.jackson.core \
  -DoutputDirectory=/out/simulator/lib
mkdir -p /out/worker/own /out/worker/lib /out/simulator/own
cp worker/target/lib/*.jar /out/worker/lib/
mv /out/worker/lib/contracts-*.jar /out/worker/lib/migrations-*.jar /out/worker/own/
cp worker/target/worker-*.jar /out/worker/own/
cp devkit/target/devkit-*.jar /out/simulator/own/
# The simulator logs through SLF4J; in the build tree Logback comes with the worker.
cp worker/target/lib/logback-classic-*.jar worker/target/lib/logback-core-*.jar /out/simulator/lib/
cp worker/src/main/resources/logback.xml /out/simulator/own/
BUILD

FROM eclipse-temurin:25-jre AS runtime
RUN groupadd --gid 10001 evergrant \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin evergrant \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/evergrant /var/lib/evergrant-spool
COPY --chmod=755 deploy/image/ready /opt/evergrant/ready
COPY deploy/image/jvm.args /opt/evergrant/jvm.args
# `evergrant.yaml` in this directory is found without --config.
WORKDIR /etc/evergrant
USER 10001:10001
STOPSIGNAL SIGTERM

FROM runtime AS simulator
COPY --from=build /out/simulator/lib /opt/evergrant/lib
COPY --from=build /out/simulator/own /opt/evergrant/own
EXPOSE 8090
ENTRYPOINT ["java", "@/opt/evergrant/jvm.args", "dev.evergrant.devkit.simulator.SimulatorMain"]
CMD ["--host", "0.0.0.0", "--port", "8090", "--data", "/var/lib/evergrant"]

FROM runtime AS worker
COPY --from=build /out/worker/lib /opt/evergrant/lib
COPY --from=build /out/worker/own /opt/evergrant/own
EXPOSE 8080
# Whatever follows the image's name is the command: worker, check, migrate, connections list, …
ENTRYPOINT ["java", "@/opt/evergrant/jvm.args", "dev.evergrant.worker.Main"]
CMD ["worker"]
