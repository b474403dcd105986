package dev.evergrant.worker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Everything that is logged at DEBUG and above, whoever logs it, in a file. */
final class DebugLog implements AutoCloseable {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Map<Logger, Level> before = new HashMap<>();
  private final FileAppender<ILoggingEvent> file = new FileAppender<>();

  DebugLog(Path path) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %logger %msg%n%ex");
    encoder.start();
    file.setContext(context);
    file.setFile(path.toString());
    file.setEncoder(encoder);
    file.start();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        before.put(logger, logger.getLevel());
        logger.setLevel(logger == root ? Level.DEBUG : null);
      }
    }
    root.getAppender("console").addFilter(new Quiet());
    root.addAppender(file);
  }

  /** The console stays as readable as it was. */
  private static final class Quiet extends ch.qos.logback.core.filter.Filter<ILoggingEvent> {
    @Override
    public ch.qos.logback.core.spi.FilterReply decide(ILoggingEvent event) {
      return event.getLevel().isGreaterOrEqual(Level.ERROR)
          ? ch.qos.logback.core.spi.FilterReply.NEUTRAL
          : ch.qos.logback.core.spi.FilterReply.DENY;
    }

    Quiet() {
      start();
    }
  }

  @Override
  public void close() {
    before.forEach(Logger::setLevel);
    root.getAppender("console").clearAllFilters();
    root.detachAppender(file);
    file.stop();
  }
}
