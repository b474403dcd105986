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

/**
 * Waits until all is quiet, stops the workers, and gathers what is to be known.
 *
 * @param secrets how many were looked for
 * @param ciphertexts how many different ones were seen in the database
 */
public record Gathering(Evidence evidence, int secrets, int ciphertexts) {
  /** To be called when no fault lasts any more and nothing is published. */
  public static Gathering of(Cluster cluster, Frontend frontend, NonceWatch watch)
      throws IOException, InterruptedException {
    var topic = new Topic(cluster.kafkaConfig());
    Quiet quiet = new QuietDown(cluster, topic).await();
    Set<String> secrets = new TreeSet<>(cluster.wire().secrets());
    secrets.addAll(cluster.ownSecrets());
    var needles = new Needles(secrets);
    var places = new Places(cluster, needles);
    Map<String, byte[]> living = places.ofTheLiving();
    List<String> leaks = new ArrayList<>(quiet.leaks());
    leaks.addAll(cluster.stopWorkers());
    var rows = new Rows(cluster);
    List<String> found = places.search(living);
    var evidence =
        new Evidence(
            new Evidence.Rules(
                cluster.setup().rotation(),
                cluster.setup().lease(),
                cluster.setup().developmentLifetime()),
            cluster.simulator().history(),
            cluster.simulator().live(),
            rows.connections(),
            rows.grants(),
            rows.history(),
            frontend.published(),
            cluster.wire().requests(),
            cluster.lives(),
            Rescues.said(cluster.setup().directory()),
            cluster.pauses(),
            cluster.cuts(),
            cluster.databaseOutages(),
            topic.updates(),
            topic.alerts(),
            rows.sealed(),
            watch.nonces().repeated(),
            found,
            new Quiet(quiet.took(), quiet.overdue(), quiet.outbox(), quiet.lag(), leaks));
    return new Gathering(evidence, needles.size(), watch.nonces().size());
  }
}
