package dev.evergrant.worker.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AuthorizeUrlTest {

  private static final String OUTREACH = "https://api.outreach.io/oauth/authorize";

  private static final Credentials CREDENTIALS =
      Apps.credentials(
          "production",
          List.of("https://crm.example/oauth/callback?x=1&y=2", "http://localhost:8080/cb"),
          List.of());

  @Test
  void theUrlIsComplete() {
    var app = Apps.app(OUTREACH, List.of("users.read", "accounts.all"), CREDENTIALS);
    assertThat(AuthorizeUrl.of(app, CREDENTIALS, "dev"))
        .isEqualTo(
            OUTREACH
                + "?client_id=id-production"
                + "&redirect_uri=https%3A%2F%2Fcrm.example%2Foauth%2Fcallback%3Fx%3D1%26y%3D2"
                + "&response_type=code"
                + "&scope=users.read%20accounts.all"
                + "&state=dev");
  }

  @Test
  void scopeAndStateMayBeLeftOutAndTheRedirectUriChosen() {
    var app = Apps.app(OUTREACH, List.of(), CREDENTIALS);
    assertThat(AuthorizeUrl.of(app, CREDENTIALS, null, "http://localhost:8080/cb"))
        .isEqualTo(
            OUTREACH
                + "?client_id=id-production&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fcb"
                + "&response_type=code");
  }

  @Test
  void theEndpointsOwnQueryIsKept() {
    var app = Apps.app("https://a.example/auth?access_type=offline", List.of(), CREDENTIALS);
    assertThat(AuthorizeUrl.of(app, CREDENTIALS, null))
        .startsWith("https://a.example/auth?access_type=offline&client_id=id-production&");
  }

  @Test
  void everyCharacterButTheUnreservedOnesIsEncoded() {
    var app = Apps.app(OUTREACH, List.of(), CREDENTIALS);
    assertThat(AuthorizeUrl.of(app, CREDENTIALS, "aZ09-._~ +&=#%/?é😀\n"))
        .endsWith("&state=aZ09-._~%20%2B%26%3D%23%25%2F%3F%C3%A9%F0%9F%98%80%0A");
  }

  @Property
  void everyStateComesBack(@ForAll String state) {
    var app = Apps.app(OUTREACH, List.of(), CREDENTIALS);
    String query = URI.create(AuthorizeUrl.of(app, CREDENTIALS, state)).getRawQuery();
    String sent = query.substring(query.indexOf("&state=") + "&state=".length());
    assertThat(sent).doesNotContain("+");
    assertThat(URLDecoder.decode(sent, UTF_8).getBytes(UTF_8)).isEqualTo(state.getBytes(UTF_8));
  }
}
