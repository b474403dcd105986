package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionCookieTest {
  private final String session = new Nonces(new Random(1)).next();

  @Test
  void whatIsWrittenIsReadAgainAmongOtherCookies() {
    Headers headers = new Headers();
    headers.add("Cookie", "theme=dark; " + SessionCookie.NAME + "=" + session + "; more=1");
    assertThat(SessionCookie.read(headers)).hasValue(session);
  }

  @Test
  void theCookieIsForTheServerAlone() {
    Headers headers = new Headers();
    SessionCookie.write(headers, session, false);
    assertThat(headers.getFirst("Set-Cookie"))
        .startsWith(SessionCookie.NAME + "=" + session + ";")
        .contains("HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Secure");
  }

  @Test
  void underHttpsItNeverTravelsWithout() {
    Headers headers = new Headers();
    SessionCookie.write(headers, session, true);
    assertThat(headers.getFirst("Set-Cookie")).endsWith("; Secure");
  }

  @Test
  void aSessionThatWasNotMadeHereIsNone() {
    Headers headers = new Headers();
    headers.add("Cookie", SessionCookie.NAME + "=chosen-by-somebody");
    headers.add("Cookie", "other_" + SessionCookie.NAME + "=" + session);
    assertThat(SessionCookie.read(headers)).isEmpty();
    assertThat(SessionCookie.read(new Headers())).isEmpty();
  }
}
