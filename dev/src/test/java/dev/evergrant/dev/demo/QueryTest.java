package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTest {
  @Test
  void parametersAreDecoded() {
    assertThat(Query.parse("a=1&subject=user%2042+b").get("subject")).hasValue("user 42 b");
  }

  @Test
  void whatIsSentTwiceIsNotSent() {
    assertThat(Query.parse("state=a&state=b&state=c").get("state")).isEmpty();
  }

  @Test
  void whatIsBlankOrBrokenIsNotSent() {
    Query query = Query.parse("a=&b&c=%zz&d=%20&=e");
    assertThat(query.get("a")).isEmpty();
    assertThat(query.get("b")).isEmpty();
    assertThat(query.get("c")).isEmpty();
    assertThat(query.get("d")).isEmpty();
  }

  @Test
  void valuesDoNotPrintThemselves() {
    assertThat(Query.parse("code=secret").toString()).contains("code").doesNotContain("secret");
  }
}
