package dev.evergrant.worker.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The frame of every page for people: it stands alone, runs no script and loads nothing. */
final class Html {
  private static final String STYLE = resource("pages.css");

  /** Lets a browser use this style and nothing else, and show the page in no other one. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none';"
              .formatted(digest(STYLE))
          + " frame-ancestors 'none'";

  private Html() {}

  /**
   * @param title plain text
   * @param body HTML
   */
  static String page(String title, String body) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%s · Evergrant</title>
    <style>%s</style>
    </head>
    <body>
    <main>
    %s
    </main>
    </body>
    </html>
    """
        .formatted(escape(title), STYLE, body);
  }

  /** Text from outside, which may hold anything, and may be written from right to left. */
  static String foreign(String text) {
    return "<bdi>" + escape(text) + "</bdi>";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * @param address from outside in its values, which are encoded
   * @param content HTML
   */
  static String link(String address, String content) {
    return "<a href=\"" + escape(address) + "\">" + content + "</a>";
  }

  /** For those who do not see the table that it stands in. */
  static String unseen(String text) {
    return "<span class=\"unseen\">" + escape(text) + "</span>";
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("This JVM has no SHA-256.", missing);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is missing.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException problem) {
      throw new UncheckedIOException("The resource " + name + " cannot be read.", problem);
    }
  }
}
