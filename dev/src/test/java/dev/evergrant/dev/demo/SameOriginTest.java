package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import org.junit.jupiter.api.Test;

class SameOriginTest {
  private final SameOrigin sameOrigin = SameOrigin.of(URI.create("http://localhost:8080"));

  @Test
  void ourOwnPageMay() {
    assertThat(sameOrigin.allows(Headers.of("Sec-Fetch-Site", "same-origin"))).isTrue();
    assertThat(sameOrigin.allows(Headers.of("Origin", "http://localhost:8080"))).isTrue();
  }

  @Test
  void anotherPageMayNotEvenOnAnotherPort() {
    assertThat(sameOrigin.allows(Headers.of("Sec-Fetch-Site", "cross-site"))).isFalse();
    assertThat(sameOrigin.allows(Headers.of("Sec-Fetch-Site", "same-site"))).isFalse();
    assertThat(sameOrigin.allows(Headers.of("Origin", "http://localhost:8090"))).isFalse();
    assertThat(sameOrigin.allows(Headers.of("Origin", "null"))).isFalse();
  }

  @Test
  void whatIsNoBrowserMay() {
    assertThat(sameOrigin.allows(new Headers())).isTrue();
  }
}
