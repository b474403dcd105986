package dev.evergrant.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FormTest {

  @Property(tries = 500)
  void anyTextSurvivesEncodingAndDecoding(
      @ForAll("texts") String name, @ForAll("texts") String value) {
    var fields = new LinkedHashMap<>(Map.of("client_secret", value));
    fields.put(name, value);
    assertThat(Form.decode(Form.encode(fields))).isEqualTo(fields);
  }

  @Property(tries = 500)
  void anEncodedFormIsAsciiAndNeedsNoFurtherEncoding(@ForAll("texts") String value) {
    assertThat(Form.encode(value)).matches("[A-Za-z0-9*._+%-]*");
  }

  @Property(tries = 500)
  void anyTextIsDecodedOrRejectedWithoutAnException(@ForAll String text) {
    var fields = Form.decode(text);
    assertThat(fields == null || !fields.containsKey("\0never")).isTrue();
  }

  @Test
  void theFieldsKeepTheirOrder() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("grant_type", "refresh_token");
    fields.put("client_secret", "a+b/c=d&e%f g");
    assertThat(Form.encode(fields))
        .isEqualTo("grant_type=refresh_token&client_secret=a%2Bb%2Fc%3Dd%26e%25f+g");
  }

  /** Every character there is; half of a surrogate pair is none. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .list()
        .ofMaxSize(40)
        .map(
            points ->
                points.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }
}
