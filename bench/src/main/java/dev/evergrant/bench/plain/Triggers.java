package dev.evergrant.bench.plain;

import com.zaxxer.hikari.HikariDataSource;
import dev.evergrant.worker.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jdbi.v3.core.Jdbi;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.spi.TriggerFiredBundle;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz with a trigger for each connection, repeated every second: cheaper for Quartz than one
 * that is made anew after each refresh, and due again at once, as the worker's connections are.
 * Batches of triggers are acquired at once, the store has the indexes of Quartz's own script, and a
 * backlog is no misfire.
 */
final class Triggers {
  private static final String SOURCE = "plain";

  private Triggers() {}

  static void start(Database database, int threads, PlainRefresh refresh)
      throws SchedulerException {
    DBConnectionManager.getInstance().addConnectionProvider(SOURCE, new Pool(database.pool()));
    Scheduler scheduler = new StdSchedulerFactory(properties(threads)).getScheduler();
    scheduler.setJobFactory((TriggerFiredBundle _, Scheduler _) -> new Refresh(refresh));
    scheduler.addJob(
        JobBuilder.newJob(Refresh.class).withIdentity("refresh", SOURCE).storeDurably().build(),
        true);
    seed(database.jdbi());
    scheduler.start();
  }

  private static Properties properties(int threads) {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", SOURCE);
    properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    properties.setProperty(
        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", String.valueOf(threads));
    properties.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
    properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    properties.setProperty("org.quartz.jobStore.dataSource", SOURCE);
    properties.setProperty("org.quartz.jobStore.tablePrefix", "qrtz_");
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    properties.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    properties.setProperty("org.quartz.jobStore.misfireThreshold", "86400000");
    return properties;
  }

  private static void seed(Jdbi jdbi) {
    jdbi.useHandle(
        handle ->
            handle
                .createScript(
                    """
                    SET statement_timeout = 0;
                    INSERT INTO qrtz_triggers (sched_name, trigger_name, trigger_group, job_name,
                      job_group, next_fire_time, prev_fire_time, priority, trigger_state,
                      trigger_type, start_time, end_time, misfire_instr)
                    SELECT 'plain', connection, 'plain', 'refresh', 'plain',
                      (extract(epoch FROM due_at) * 1000)::bigint, -1, 5, 'WAITING', 'SIMPLE',
                      (extract(epoch FROM due_at) * 1000)::bigint, 0, -1
                    FROM connection;
                    INSERT INTO qrtz_simple_triggers (sched_name, trigger_name, trigger_group,
                      repeat_count, repeat_interval, times_triggered)
                    SELECT 'plain', connection, 'plain', -1, 1000, 0 FROM connection;
                    CREATE INDEX ON qrtz_triggers (sched_name, job_name, job_group);
                    CREATE INDEX ON qrtz_triggers (sched_name, trigger_state);
                    CREATE INDEX ON qrtz_triggers (sched_name, trigger_name, trigger_group, trigger_state);
                    CREATE INDEX ON qrtz_triggers (sched_name, next_fire_time);
                    CREATE INDEX ON qrtz_triggers (sched_name, trigger_state, next_fire_time);
                    CREATE INDEX ON qrtz_triggers (sched_name, misfire_instr, next_fire_time, trigger_state);
                    CREATE INDEX ON qrtz_fired_triggers (sched_name, instance_name);
                    CREATE INDEX ON qrtz_fired_triggers (sched_name, job_name, job_group);
                    CREATE INDEX ON qrtz_fired_triggers (sched_name, trigger_name, trigger_group);
                    VACUUM ANALYZE qrtz_triggers;
                    VACUUM ANALYZE qrtz_simple_triggers;
                    RESET statement_timeout\
                    """)
                .executeAsSeparateStatements());
  }

  /** Refreshes the connection that the trigger is named after. */
  record Refresh(PlainRefresh refresh) implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      refresh.refresh(context.getTrigger().getKey().getName());
    }
  }

  private record Pool(HikariDataSource pool) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return pool.getConnection();
    }

    @Override
    public void shutdown() {
      // The pool ends with the process.
    }

    @Override
    public void initialize() {
      // The pool is open already.
    }
  }
}
