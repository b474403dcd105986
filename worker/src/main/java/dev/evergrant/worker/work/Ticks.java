package dev.evergrant.worker.work;

import static org.quartz.DateBuilder.futureDate;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.quartz.DateBuilder.IntervalUnit;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's clock: Quartz with its clustered JDBC store and a handful of triggers. Every tick
 * happens on one worker; which one does not matter, and a dead one's ticks go on elsewhere. It is
 * never the queue: what is due stands in the rows.
 */
final class Ticks {
  private static final Logger log = LoggerFactory.getLogger(Ticks.class);
  private static final String GROUP = "evergrant";

  private final Scheduler scheduler;

  /**
   * Prepares the ticks.
   *
   * @param instance this worker's name in the cluster
   * @param ticks by name; a change of an interval is taken over by the whole cluster
   */
  Ticks(HikariDataSource pool, String instance, Map<String, Tick> ticks) throws SchedulerException {
    String source = "evergrant-" + instance;
    DBConnectionManager.getInstance().addConnectionProvider(source, new Pool(pool));
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "evergrant");
    properties.setProperty("org.quartz.scheduler.instanceId", instance);
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
    properties.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", "3");
    properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    properties.setProperty("org.quartz.jobStore.dataSource", source);
    properties.setProperty("org.quartz.jobStore.tablePrefix", "qrtz_");
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "1000");
    properties.setProperty("org.quartz.jobStore.misfireThreshold", "5000");
    this.scheduler = own(properties);
    scheduler.setJobFactory((bundle, _) -> new TickJob(ticks.get(name(bundle.getJobDetail()))));
    for (Map.Entry<String, Tick> tick : ticks.entrySet()) {
      schedule(tick.getKey(), tick.getValue());
    }
  }

  /**
   * Quartz hands out one scheduler a name and process, and the cluster has one name. A second
   * worker of the same process must not get, and later stop, the first one's.
   */
  private static synchronized Scheduler own(Properties properties) throws SchedulerException {
    Scheduler fresh = new StdSchedulerFactory(properties).getScheduler();
    SchedulerRepository.getInstance().remove(fresh.getSchedulerName());
    return fresh;
  }

  private static String name(JobDetail job) {
    return job.getKey().getName();
  }

  private void schedule(String name, Tick tick) throws SchedulerException {
    JobDetail job = JobBuilder.newJob(TickJob.class).withIdentity(name, GROUP).build();
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(name, GROUP)
            .forJob(job)
            .startAt(futureDate((int) tick.after().toMillis(), IntervalUnit.MILLISECOND))
            .withSchedule(
                simpleSchedule()
                    .withIntervalInMilliseconds(tick.every().toMillis())
                    .repeatForever()
                    .withMisfireHandlingInstructionNextWithRemainingCount())
            .build();
    scheduler.scheduleJob(job, java.util.Set.of(trigger), true);
  }

  void start() throws SchedulerException {
    scheduler.start();
  }

  /**
   * Sets ticks going again that Quartz has put aside for good: it does so when the database fails
   * in the moment in which it reads a job.
   */
  void heal() {
    try {
      for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(GROUP))) {
        if (scheduler.getTriggerState(key) == Trigger.TriggerState.ERROR) {
          scheduler.resetTriggerFromErrorState(key);
          log.warn("{} had been put aside by Quartz, and goes on", key.getName());
        }
      }
    } catch (SchedulerException problem) {
      log.warn("It is not known whether all ticks go on: {}", problem.toString());
    }
  }

  /** Starts no more ticks, and waits for those under way. */
  void stop(Duration patience) throws InterruptedException {
    if (!Thread.ofPlatform().name("quartz-stop").start(this::shutDown).join(patience)) {
      log.warn("A tick is still under way and is left behind.");
    }
  }

  private void shutDown() {
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException problem) {
      log.warn("Quartz did not stop in good order: {}", problem.toString());
    }
  }

  /**
   * One tick. What it starts is this worker's own; a tick of a newer version is not for this one.
   */
  @DisallowConcurrentExecution
  private record TickJob(@Nullable Tick tick) implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      if (tick == null) {
        log.info("{} is unknown to this worker", context.getJobDetail().getKey().getName());
        return;
      }
      try {
        tick.task().run();
      } catch (RuntimeException problem) {
        log.warn(
            "{} failed and will be tried again at its next tick: {}",
            context.getJobDetail().getKey().getName(),
            problem.toString());
      }
    }
  }

  /** Lends Quartz connections of the worker's own pool. */
  private record Pool(HikariDataSource pool) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return pool.getConnection();
    }

    @Override
    public void shutdown() {
      // The pool is the worker's, and outlives its clock.
    }

    @Override
    public void initialize() {
      // The pool is open already.
    }
  }
}
