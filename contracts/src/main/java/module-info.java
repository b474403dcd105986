/**
 * What other teams import: Evergrant's events and their codec, and the clients that publish grants
 * and keep tokens at hand.
 */
module dev.evergrant.contracts {
  requires transitive kafka.clients;
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.annotation;
  requires com.nimbusds.jose.jwt;
  requires java.net.http;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.evergrant.contracts;
  exports dev.evergrant.contracts.client;

  // The events are written from their records' components.
  opens dev.evergrant.contracts to
      tools.jackson.databind;
}
