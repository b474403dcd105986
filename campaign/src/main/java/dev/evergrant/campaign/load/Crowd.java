package dev.evergrant.campaign.load;

import dev.evergrant.campaign.cluster.Cluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Many people, who come, go, come back and complain by the dice of a seed. On a thread of its own
 * from {@link #start} to {@link #stop}.
 */
public final class Crowd {
  private static final int HANDFUL = 10;

  private final Cluster cluster;
  private final Frontend frontend;
  private final RandomGenerator dice;
  private final int perSecond;
  private final List<Person> people = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().daemon().name("crowd").unstarted(this::run);
  private volatile @Nullable Exception problem;

  public Crowd(Cluster cluster, Frontend frontend, RandomGenerator dice, int perSecond) {
    this.cluster = cluster;
    this.frontend = frontend;
    this.dice = dice;
    this.perSecond = perSecond;
  }

  /** So many people connect, a handful at a time: workers that have just started are slow. */
  public void arrive(int many) throws IOException, InterruptedException {
    for (int i = 0; i < many; i++) {
      frontend.authorize(newcomer());
      if (i % HANDFUL == HANDFUL - 1) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    frontend.flush();
  }

  /** Those who have come so far. */
  public List<Person> people() {
    return List.copyOf(people);
  }

  public void start() {
    thread.start();
  }

  /**
   * Ends it and waits until Kafka has all that was said.
   *
   * @throws IOException when something it did failed on the way
   */
  public void stop() throws IOException, InterruptedException {
    stopped.countDown();
    thread.join();
    frontend.flush();
    if (problem != null) {
      throw new IOException("the crowd did not get to the end", problem);
    }
  }

  private void run() {
    try {
      while (!stopped.await(1000 / perSecond, TimeUnit.MILLISECONDS)) {
        act();
      }
    } catch (IOException | RuntimeException failed) {
      problem = failed;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void act() throws IOException, InterruptedException {
    int what = dice.nextInt(100);
    if (what < 45) {
      frontend.authorize(newcomer());
    } else if (what < 52) {
      frontend.authorize(newcomer(), 2);
    } else if (what < 62) {
      frontend.authorize(anybody());
    } else if (what < 72) {
      // Somebody whose connection is being refreshed at this moment, if there is one.
      frontend.withdraw(busy().orElseGet(this::anybody));
    } else if (what < 78) {
      frontend.disconnect(anybody());
    } else {
      Person person = anybody();
      version(person).ifPresent(version -> frontend.reject(person, version));
    }
  }

  private Person newcomer() {
    int number = people.size();
    Person person = number % 8 == 7 ? Person.foreigner(number) : Person.production(number);
    people.add(person);
    return person;
  }

  private Person anybody() {
    return people.get(dice.nextInt(people.size()));
  }

  private Optional<Person> busy() {
    return ask("SELECT connection FROM connection WHERE owner IS NOT NULL LIMIT 1", null)
        .flatMap(
            id -> people.stream().filter(p -> p.connection().toString().equals(id)).findFirst());
  }

  private Optional<Long> version(Person person) {
    return ask(
            "SELECT version::text FROM connection WHERE connection = :id AND status = 'active'",
            person.connection().toString())
        .map(Long::parseLong);
  }

  /** The database may be away: then there is no answer. */
  private Optional<String> ask(String sql, @Nullable String id) {
    try {
      return cluster
          .database()
          .jdbi()
          .withHandle(
              handle -> {
                var query = handle.createQuery(sql);
                if (id != null) {
                  query.bind("id", id);
                }
                return query.mapTo(String.class).findFirst();
              });
    } catch (JdbiException away) {
      return Optional.empty();
    }
  }
}
