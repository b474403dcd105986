package dev.evergrant.worker.config;

import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Identity.Pointers;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a provider's {@code identity}: how it tells who is behind a connection. */
final class IdentityReader {

  private enum From {
    ACCESS_TOKEN,
    USER_INFO
  }

  private static final Form<From> FROM =
      Form.oneOf(Map.of("access_token", From.ACCESS_TOKEN, "user_info", From.USER_INFO));

  private static final URI NOWHERE = URI.create("https://provider.invalid/");

  private static final Pointers NONE = new Pointers(null, null, null);

  private IdentityReader() {}

  /**
   * What the profile says over what is known.
   *
   * @param base where single keys that are left out come from, unless {@code from} says that the
   *     provider tells it in another way
   */
  static @Nullable Identity read(Cursor profile, @Nullable Identity base) {
    var at = profile.at("identity");
    if (at.isNull()) {
      return null;
    }
    if (!profile.has("identity")) {
      return base;
    }
    var known = base == null ? null : from(base);
    var from =
        known == null
            ? at.at("from").required(FROM, From.ACCESS_TOKEN)
            : at.at("from").or(known, FROM);
    var pointers = pointers(at, base == null || from != known ? NONE : base.pointers());
    return switch (from) {
      case ACCESS_TOKEN -> {
        if (at.has("url")) {
          at.at("url").problem("Leave this out: the access token is read where it is.");
        }
        yield new Identity.Claims(pointers);
      }
      case USER_INFO ->
          new Identity.UserInfo(
              base instanceof Identity.UserInfo(var url, _)
                  ? at.at("url").or(url, Form.ENDPOINT)
                  : at.at("url").required(Form.ENDPOINT, NOWHERE),
              pointers);
    };
  }

  private static From from(Identity identity) {
    return switch (identity) {
      case Identity.Claims _ -> From.ACCESS_TOKEN;
      case Identity.UserInfo _ -> From.USER_INFO;
    };
  }

  private static Pointers pointers(Cursor at, Pointers base) {
    var pointers =
        new Pointers(
            at.at("id").orNull(base.id(), Form.JSON_POINTER),
            at.at("email").orNull(base.email(), Form.JSON_POINTER),
            at.at("organization").orNull(base.organization(), Form.JSON_POINTER));
    if (pointers.equals(NONE) && !at.has("id") && !at.has("email") && !at.has("organization")) {
      at.problem("Say where at least one of id, email and organization stands.");
    }
    return pointers;
  }
}
