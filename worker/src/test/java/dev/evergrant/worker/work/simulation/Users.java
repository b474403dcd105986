package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Secret;
import java.time.Duration;

/**
 * The people: they consent, come back when they have been let go, leave in both ways, and their
 * tokens are used. Each of them looks in about once an hour.
 */
final class Users {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final Scenario scenario;
  private final Timeline timeline;
  private final Chance chance;
  private final Provider provider;
  private final Database database;
  private final Intake intake;
  private final Cluster cluster;
  private final Trace trace;

  Users(
      Scenario scenario,
      Timeline timeline,
      Chance chance,
      Provider provider,
      Database database,
      Intake intake,
      Cluster cluster,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.chance = chance;
    this.provider = provider;
    this.database = database;
    this.intake = intake;
    this.cluster = cluster;
    this.trace = trace;
    for (int i = 0; i < scenario.users(); i++) {
      String environment = chance.in(0.4) ? "development" : "production";
      var id = new ConnectionId(scenario.app().name(), environment, "user-" + i);
      timeline.in(chance.between(0, HOUR), () -> arrive(id));
    }
  }

  private void arrive(ConnectionId id) {
    authorize(id);
    timeline.in(chance.every(HOUR), () -> look(id));
  }

  /** The event comes a little after the consent, and sometimes twice. */
  private void authorize(ConnectionId id) {
    Family family = provider.authorize(id);
    trace.note(id, () -> "the user consents: " + family.code);
    timeline.in(chance.between(200, 3_000), () -> publish(family));
  }

  private void publish(Family family) {
    ConnectionId id = family.connection;
    var consent =
        new Consent(
            scenario.profile().name(),
            new User(null, null, Scenario.organization(id)),
            "users.read",
            timeline.now());
    var question = new Question.Exchange(new Secret(family.code), "https://crm.example/cb", null);
    timeline.in(chance.between(5, 1_000), () -> takeIn(id, consent, question));
    if (chance.in(0.1)) {
      timeline.in(chance.between(5, 60_000), () -> takeIn(id, consent, question));
    }
  }

  /** Redelivered until a worker has stored it. */
  private void takeIn(ConnectionId id, Consent consent, Question.Exchange question) {
    if (cluster.machines().stream().anyMatch(one -> one.isRunning() && one.reachesDatabase())) {
      intake.insert(id, consent, question);
      cluster.somethingIsNew();
    } else {
      timeline.in(1_000, () -> takeIn(id, consent, question));
    }
  }

  private void look(ConnectionId id) {
    timeline.in(chance.every(HOUR), () -> look(id));
    ConnectionRow row = database.connection(id);
    if (row == null || !row.active || row.mint == null) {
      if (chance.in(0.2)) {
        authorize(id);
      }
    } else {
      connected(id, row, row.mint);
    }
  }

  private void connected(ConnectionId id, ConnectionRow row, Mint mint) {
    provider.settle(mint.family);
    if (mint.family.end == null) {
      provider.used(mint);
    } else if (scenario.has(Fault.REPORTS) && chance.in(0.5)) {
      intake.reject(id, row.version);
      cluster.somethingIsDue();
    }
    if (scenario.has(Fault.REPORTS) && chance.in(0.005)) {
      intake.reject(id, row.version);
      cluster.somethingIsDue();
    }
    if (scenario.has(Fault.REAUTHORIZATIONS) && chance.in(0.003)) {
      authorize(id);
    }
    if (scenario.has(Fault.DISCONNECTS) && chance.in(0.002)) {
      trace.note(id, () -> "the user disconnects at the provider");
      provider.disconnect(id);
    }
    if (scenario.has(Fault.WITHDRAWALS) && chance.in(0.002)) {
      trace.note(id, () -> "the user withdraws");
      intake.withdraw(id);
    }
  }
}
