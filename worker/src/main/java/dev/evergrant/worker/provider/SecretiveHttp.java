package dev.evergrant.worker.provider;

import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * An HTTP client for requests whose body is a secret: it sends each once, to the address it was
 * given, and keeps nothing of it. TLS, with the host name verified, is the library's default.
 */
public final class SecretiveHttp {

  /**
   * A server that does not even accept within this time is away; the call's deadline may be less.
   */
  private static final Timeout CONNECT = Timeout.ofSeconds(3);

  /**
   * A connection idle for longer is checked before use, and soon after it is not used at all.
   * Servers close idle connections after a few seconds, and a request sent into a closing one is in
   * doubt, which for a single-use refresh token may be its end.
   */
  private static final Duration TRUSTED_IDLE = Duration.ofMillis(50);

  private static final Timeout LONGEST_IDLE = Timeout.ofSeconds(4);

  /** Connections are renewed, so that a provider's change of address is noticed. */
  private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(5);

  static final RequestConfig REQUESTS =
      RequestConfig.custom()
          .setAuthenticationEnabled(false)
          .setContentCompressionEnabled(false)
          .setExpectContinueEnabled(false)
          .setProtocolUpgradeEnabled(false)
          .setRedirectsEnabled(false)
          .build();

  private SecretiveHttp() {}

  /**
   * @param calls connections in all, and to one address
   */
  public static CloseableHttpClient client(int calls) {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(calls)
            .setMaxConnPerRoute(calls)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT)
                    .setValidateAfterInactivity(TimeValue.of(TRUSTED_IDLE))
                    .setIdleTimeout(LONGEST_IDLE)
                    .setTimeToLive(LONGEST_LIFE)
                    .build())
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setDefaultRequestConfig(REQUESTS)
        .setUserAgent("evergrant")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableConnectionState()
        .build();
  }
}
