package dev.evergrant.worker.config;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What keys may be encrypted to: access tokens by us, codes by frontends. */
final class PublicKeys {

  /** Any text; the key itself is {@link #complaint}'s matter. */
  static final Form<String> JWK_TEXT =
      new Form<>(
          "Write the subscriber's public key as one JWK in JSON (RFC 7517), best as"
              + " ${file:name.pub.jwk}.",
          text -> Optional.of(text).filter(Form::filled));

  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);
  private static final int LEAST_RSA_BITS = 2048;

  private PublicKeys() {}

  /** Why a text is not the JWK of a key to encrypt to. */
  static Optional<String> complaint(String jwk) {
    try {
      return Optional.ofNullable(complaint(JWK.parse(jwk)));
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      // Messages of these may quote the key, and it may be a private one.
      return Optional.of(JWK_TEXT.advice());
    }
  }

  /** Why a key is none to encrypt to; null if it is one. */
  static @Nullable String complaint(JWK key) {
    if (key.isPrivate()) {
      return "This is a private key, and it belongs to the subscriber alone: write its public half"
          + " here, and replace the pair if the file was shared.";
    }
    return switch (key) {
      case RSAKey rsa when rsa.size() >= LEAST_RSA_BITS -> null;
      case RSAKey _ -> "Use an RSA key of at least 2048 bits; this one is shorter.";
      case ECKey ec when CURVES.contains(ec.getCurve()) -> null;
      default ->
          "Use an RSA key or an EC key on P-256, P-384 or P-521; nothing can be sealed to this"
              + " kind.";
    };
  }
}
