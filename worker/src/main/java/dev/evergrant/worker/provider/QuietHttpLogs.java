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
final class QuietHttpLogs implements LoggerContextListener {

  private static final String TREE = "org.apache.hc";

  private QuietHttpLogs() {}

  /** Takes effect at once, and once per logging context however often it is called. */
  static synchronized void install() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && context.getCopyOfListenerList().stream().noneMatch(QuietHttpLogs.class::isInstance)) {
      var quiet = new QuietHttpLogs();
      context.addListener(quiet);
      quiet.onReset(context);
      for (var logger : context.getLoggerList()) {
        quiet.onLevelChange(logger, logger.getEffectiveLevel());
      }
    }
  }

  @Override
  public boolean isResetResistant() {
    return true;
  }

  @Override
  public void onReset(LoggerContext context) {
    context.getLogger(TREE).setLevel(Level.WARN);
  }

  @Override
  public void onLevelChange(Logger logger, Level level) {
    boolean ours = logger.getName().equals(TREE) || logger.getName().startsWith(TREE + ".");
    if (ours && !level.isGreaterOrEqual(Level.WARN)) {
      logger.setLevel(Level.WARN);
    }
  }

  @Override
  public void onStart(LoggerContext context) {}

  @Override
  public void onStop(LoggerContext context) {}
}
