package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Evidence.Quiet;
import dev.evergrant.campaign.cluster.Cluster;
import dev.evergrant.campaign.load.Frontend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Waits until all is quiet, stops the workers, and gathers what is to be known.
 *
 * @param secrets how many were looked for
 * @param ciphertexts how many different ones were found in the database's files
 */
public record Gathering(Evidence evidence, int secrets, int ciphertexts) {
  private static final Pattern PRIMARY = Pattern.compile("\"primaryKeyId\"\\s*:\\s*(\\d+)");

  /** To be called when no fault lasts any more and nothing is published. */
  public static Gathering of(Cluster cluster, Frontend frontend)
      throws IOException, InterruptedException {
    var topic = new Topic(cluster.kafkaConfig());
    Quiet quiet = new QuietDown(cluster, topic).await();
    Set<String> secrets = new TreeSet<>(cluster.wire().secrets());
    secrets.addAll(cluster.ownSecrets());
    var needles = new Needles(secrets);
    var nonces = new Nonces(primaryKey(cluster.keyset().reveal()));
    var places = new Places(cluster, needles, nonces);
    Map<String, byte[]> living = places.ofTheLiving();
    List<String> leaks = new ArrayList<>(quiet.leaks());
    leaks.addAll(cluster.stopWorkers());
    var rows = new Rows(cluster);
    List<String> found = places.search(living);
    var evidence =
        new Evidence(
            new Evidence.Rules(cluster.setup().rotation(), cluster.setup().lease()),
            cluster.simulator().history(),
            cluster.simulator().live(),
            rows.connections(),
            rows.grants(),
            rows.history(),
            frontend.published(),
            cluster.wire().requests(),
            cluster.lives(),
            cluster.databaseOutages(),
            topic.updates(),
            topic.alerts(),
            rows.sealed(),
            nonces.repeated(),
            found,
            new Quiet(quiet.took(), quiet.overdue(), quiet.outbox(), quiet.lag(), leaks));
    return new Gathering(evidence, needles.size(), nonces.size());
  }

  private static int primaryKey(String keyset) {
    Matcher matcher = PRIMARY.matcher(keyset);
    if (!matcher.find()) {
      throw new IllegalStateException("the keyset names no primary key");
    }
    return Integer.parseUnsignedInt(matcher.group(1));
  }
}
