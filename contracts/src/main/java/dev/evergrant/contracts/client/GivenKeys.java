package dev.evergrant.contracts.client;

import java.util.concurrent.CompletableFuture;

/** Keys out of a file or a configuration. */
final class GivenKeys extends WorkerKeys {
  private final Sealer sealer;

  GivenKeys(Sealer sealer) {
    this.sealer = sealer;
  }

  @Override
  CompletableFuture<Sealer> newest() {
    return CompletableFuture.completedFuture(sealer);
  }
}
