package dev.evergrant.worker.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code application/x-www-form-urlencoded} in UTF-8 (RFC 6749 appendix B). */
final class Form {

  private Form() {}

  /** Survives any character in a name or value; keeps the order of the fields. */
  static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(joining("&"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** The fields of a form, the last of each name; null where the text is not one. */
  static @Nullable Map<String, String> decode(String form) {
    var fields = new LinkedHashMap<String, String>();
    try {
      for (int start = 0; start < form.length(); ) {
        int end = form.indexOf('&', start);
        var field = form.substring(start, end < 0 ? form.length() : end);
        int sign = field.indexOf('=');
        if (sign >= 0) {
          fields.put(
              URLDecoder.decode(field.substring(0, sign), UTF_8),
              URLDecoder.decode(field.substring(sign + 1), UTF_8));
        }
        start += field.length() + 1;
      }
    } catch (IllegalArgumentException e) {
      return null;
    }
    return fields;
  }
}
