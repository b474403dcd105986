package dev.evergrant.contracts.client;

import dev.evergrant.contracts.TokenUpdate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that a listener hears, in words. */
final class Heard implements TokenListener {
  final List<String> news = new CopyOnWriteArrayList<>();
  final List<Exception> problems = new CopyOnWriteArrayList<>();

  private void add(String what, TokenUpdate update) {
    news.add(what + " " + update.connection() + " " + update.version());
  }

  @Override
  public void issued(TokenUpdate update) {
    add("issued", update);
  }

  @Override
  public void refreshed(TokenUpdate update) {
    add("refreshed", update);
  }

  @Override
  public void revoked(TokenUpdate update) {
    add("revoked", update);
  }

  @Override
  public void erased(String connection) {
    news.add("erased " + connection);
  }

  @Override
  public void problem(Exception problem) {
    problems.add(problem);
  }
}
