package dev.evergrant.worker.provider;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import org.slf4j.LoggerFactory;

/**
 * Keeps the HTTP client from logging below WARN, whatever the logging configuration says and
 * however often it is read again: at DEBUG the client logs every header and every byte, among them
 * client secrets, codes and tokens. Safe for any thread.
 */
public final class QuietHttpLogs implements LoggerContextListener {

  private static final String TREE = "org.apache.hc";

  private QuietHttpLogs() {}

  /** Takes effect at once, and once per logging context however often it is called. */
  public static void install() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      install(context);
    }
  }

  static synchronized void install(LoggerContext context) {
    if (context.getCopyOfListenerList().stream().noneMatch(QuietHttpLogs.class::isInstance)) {
      var quiet = new QuietHttpLogs();
      context.addListener(quiet);
      quiet.onReset(context);
    }
  }

  @Override
  public boolean isResetResistant() {
    return true;
  }

  @Override
  public void onReset(LoggerContext context) {
    var tree = context.getLogger(TREE);
    onLevelChange(tree, tree.getEffectiveLevel());
    context.getLoggerList().forEach(logger -> onLevelChange(logger, logger.getEffectiveLevel()));
  }

  /** The tree always has a level of its own, or a change further up would reach it unnoticed. */
  @Override
  public void onLevelChange(Logger logger, Level level) {
    var name = logger.getName();
    boolean bare = name.equals(TREE) && logger.getLevel() == null;
    boolean within = name.equals(TREE) || name.startsWith(TREE + ".");
    if (bare || (within && !level.isGreaterOrEqual(Level.WARN))) {
      logger.setLevel(Level.WARN);
    }
  }

  @Override
  public void onStart(LoggerContext context) {}

  @Override
  public void onStop(LoggerContext context) {}
}
