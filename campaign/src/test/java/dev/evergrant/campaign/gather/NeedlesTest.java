package dev.evergrant.campaign.gather;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeedlesTest {
  private static final String TOKEN = "dG9rZW4tb2YtYS10ZXN0LWFuZC1ub3RoaW5nLWVsc2U";

  @Test
  void aTextIsFoundWhereverItStands() {
    var needles = new Needles(List.of(TOKEN));
    assertThat(needles.in(TOKEN.getBytes(UTF_8))).hasSize(1);
    assertThat(needles.in(("\u00ff before " + TOKEN + " after").getBytes(UTF_8))).hasSize(1);
    assertThat(needles.in(TOKEN.substring(0, TOKEN.length() - 1).getBytes(UTF_8))).isEmpty();
    assertThat(needles.in("short".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void amongTenThousandEachIsFoundAndNothingElse() {
    var dice = new Random(1);
    List<String> texts = new ArrayList<>();
    IntStream.range(0, 10_000)
        .forEach(
            _ -> texts.add(Long.toHexString(dice.nextLong()) + Long.toHexString(dice.nextLong())));
    var needles = new Needles(texts);
    byte[] noise = new byte[1 << 20];
    dice.nextBytes(noise);
    assertThat(needles.in(noise)).isEmpty();
    byte[] planted = texts.get(4_711).getBytes(UTF_8);
    System.arraycopy(planted, 0, noise, 777_777, planted.length);
    assertThat(needles.in(noise)).hasSize(1);
  }

  @Test
  void theSameNonceBeforeTwoCiphertextsIsNoticed() {
    var nonces = new Nonces();
    byte[] first = new byte[64];
    byte[] second = first.clone();
    second[40] = 1;
    nonces.add(first);
    nonces.add(first.clone());
    assertThat(nonces.repeated()).isEmpty();
    nonces.add(second);
    assertThat(nonces.repeated()).hasSize(1);
  }
}
