package dev.evergrant.contracts.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Measures kinds of look-ups in turns, so that whatever else the machine does disturbs all alike.
 *
 * <p>As in a service, which connection is next is anybody's guess, its name was made a moment ago,
 * and the token is read: at least how long it is. Making the names is not measured.
 */
final class LookUps {
  private static final int BATCH = 1_000;
  private static final int BATCHES = 100;
  private static final int TURNS = 21;
  private static final int WARM_UP = 3;

  /** So that neighbours in the working set are none in memory; a prime. */
  private static final long STRIDE = 7_919;

  private final int many;
  private final IntFunction<String> names;
  private final List<Kind> kinds = new ArrayList<>();

  /** Looks up a connection's token. */
  @FunctionalInterface
  interface LookUp {
    String token(String connection) throws NoToken;
  }

  private record Kind(String what, int hot, LookUp lookUp, List<Long> nanos) {}

  /**
   * @param many how many connections there are
   * @param names what they are called
   */
  LookUps(int many, IntFunction<String> names) {
    this.many = many;
    this.names = names;
  }

  /** Only so many of the connections are asked for, any of them as often as another. */
  void add(String what, int hot, LookUp lookUp) {
    kinds.add(new Kind(what, hot, lookUp, new ArrayList<>()));
  }

  /** What every look-up has to do before it can look anywhere. */
  static String withoutLookingUp(String connection) {
    return connection.hashCode() == System.currentTimeMillis() ? "" : connection;
  }

  /** A line for each kind. */
  List<String> measure() throws NoToken {
    for (int turn = 0; turn < TURNS; turn++) {
      for (Kind kind : kinds) {
        kind.nanos().add(nanos(kind, turn));
      }
    }
    return kinds.stream().map(LookUps::line).toList();
  }

  private static String line(Kind kind) {
    List<Long> nanos = kind.nanos().stream().skip(WARM_UP).sorted().toList();
    return String.format(
        Locale.ROOT,
        "%s, any of %,d: %d ns at least, %d in the middle",
        kind.what(),
        kind.hot(),
        nanos.getFirst(),
        nanos.get(nanos.size() / 2));
  }

  private long nanos(Kind kind, int seed) throws NoToken {
    var random = new SplittableRandom(seed);
    String[] asked = new String[BATCH];
    long nanos = 0;
    long characters = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      Arrays.setAll(asked, _ -> names.apply((int) (random.nextInt(kind.hot()) * STRIDE % many)));
      long begun = System.nanoTime();
      for (String name : asked) {
        characters += kind.lookUp().token(name).length();
      }
      nanos += System.nanoTime() - begun;
    }
    if (characters < BATCH) {
      throw new IllegalStateException("Some tokens were empty.");
    }
    return nanos / (BATCH * BATCHES);
  }
}
