package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaReaderTest {

  @Test
  void propertiesAreReadDottedAndInCamelCase() {
    var kafka =
        Sample.read(
                """
                kafka:
                  bootstrapServers: [a:9092, "[::1]:9093"]
                  security.protocol: SASL_SSL
                  saslMechanism: SCRAM-SHA-512
                  sasl.jaas.config: "…LoginModule required password='${env:JWK}';"
                  maxPollRecords: 500
                  acks: all
                  sslTruststoreLocation: /etc/ca.p12
                  sasl.plugin.of.ours: x
                """)
            .kafka();
    assertThat(kafka.properties())
        .contains(
            entry("bootstrap.servers", "a:9092,[::1]:9093"),
            entry("security.protocol", "SASL_SSL"),
            entry("sasl.mechanism", "SCRAM-SHA-512"),
            entry("max.poll.records", "500"),
            entry("acks", "all"),
            entry("ssl.truststore.location", "/etc/ca.p12"),
            entry("sasl.plugin.of.ours", "x"));
    assertThat(kafka.toString()).doesNotContain("LoginModule");
  }

  @ParameterizedTest
  @CsvSource({
    "securityProtocoll, kafka.securityProtocoll, security.protocol",
    "sasl.mechansim, kafka.sasl.mechansim, sasl.mechanism",
    "bootstrapServer, kafka.bootstrapServer, bootstrap.servers",
  })
  void anUnknownPropertyIsAProblemWithASuggestion(String key, String path, String meant) {
    assertThat(Sample.problems("kafka: { bootstrapServers: 'a:1', " + key + ": x }"))
        .singleElement()
        .asString()
        .startsWith(path + ": ")
        .contains("did you mean `" + meant + "`");
  }

  @Test
  void aPropertyOfNobodyIsAProblem() {
    assertThat(Sample.problems("kafka: { bootstrapServers: 'a:1', colour: { a: red } }"))
        .containsExactly("kafka.colour: No Kafka client has this property; take it out.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "''", "'a:1,'", "'a:1,,b:2'", "['a:1', 'b']", "'http://a:1'"})
  void brokersNeedAPort(String servers) {
    assertThat(Sample.problems("kafka: { bootstrapServers: " + servers + " }"))
        .singleElement()
        .asString()
        .startsWith("kafka.bootstrapServers")
        .contains("host:port");
  }

  @Test
  void brokersAreRequired() {
    assertThat(Sample.problems("kafka: { acks: all }"))
        .singleElement()
        .asString()
        .startsWith("kafka.bootstrapServers: This is required.");
  }

  @Test
  void onePropertyInTwoSpellingsIsAProblem() {
    assertThat(Sample.problems("kafka: { bootstrapServers: 'a:1', bootstrap.servers: 'b:1' }"))
        .singleElement()
        .asString()
        .startsWith("kafka.bootstrap.servers: This is bootstrap.servers once more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"maxPollRecords: many", "maxPollRecords: 0", "acks: some", "lingerMs: null"})
  void aValueThatNoClientAcceptsIsAProblem(String property) {
    assertThat(Sample.problems("kafka: { bootstrapServers: 'a:1', " + property + " }")).hasSize(1);
  }
}
