-- The clustered job store of Quartz 2.5 (org.quartz.impl.jdbcjobstore.PostgreSQLDelegate fixes names
-- and types). Quartz is the clock here and never the queue: a handful of triggers, so the primary
-- keys are all the indexes it needs.

CREATE TABLE qrtz_job_details (
  sched_name text NOT NULL,
  job_name text NOT NULL,
  job_group text NOT NULL,
  description text,
  job_class_name text NOT NULL,
  is_durable boolean NOT NULL,
  is_nonconcurrent boolean NOT NULL,
  is_update_data boolean NOT NULL,
  requests_recovery boolean NOT NULL,
  job_data bytea,
  PRIMARY KEY (sched_name, job_name, job_group)
);
COMMENT ON TABLE qrtz_job_details IS 'What ticks can start.';
COMMENT ON COLUMN qrtz_job_details.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_job_details.job_name IS 'The sweep''s name.';
COMMENT ON COLUMN qrtz_job_details.job_group IS 'The job''s group.';
COMMENT ON COLUMN qrtz_job_details.description IS 'For people.';
COMMENT ON COLUMN qrtz_job_details.job_class_name IS 'The class that runs.';
COMMENT ON COLUMN qrtz_job_details.is_durable IS 'Kept without a trigger.';
COMMENT ON COLUMN qrtz_job_details.is_nonconcurrent IS 'Runs once at a time in the cluster.';
COMMENT ON COLUMN qrtz_job_details.is_update_data IS 'Stores its data after each run.';
COMMENT ON COLUMN qrtz_job_details.requests_recovery IS 'Runs again after its worker died.';
COMMENT ON COLUMN qrtz_job_details.job_data IS 'Unused: ticks carry no data.';

CREATE TABLE qrtz_triggers (
  sched_name text NOT NULL,
  trigger_name text NOT NULL,
  trigger_group text NOT NULL,
  job_name text NOT NULL,
  job_group text NOT NULL,
  description text,
  next_fire_time bigint,
  prev_fire_time bigint,
  priority integer,
  trigger_state text NOT NULL,
  trigger_type text NOT NULL,
  start_time bigint NOT NULL,
  end_time bigint,
  calendar_name text,
  misfire_instr smallint,
  job_data bytea,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, job_name, job_group) REFERENCES qrtz_job_details
);
COMMENT ON TABLE qrtz_triggers IS 'When it ticks.';
COMMENT ON COLUMN qrtz_triggers.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_triggers.trigger_name IS 'The trigger.';
COMMENT ON COLUMN qrtz_triggers.trigger_group IS 'The trigger''s group.';
COMMENT ON COLUMN qrtz_triggers.job_name IS 'What it starts.';
COMMENT ON COLUMN qrtz_triggers.job_group IS 'The job''s group.';
COMMENT ON COLUMN qrtz_triggers.description IS 'For people.';
COMMENT ON COLUMN qrtz_triggers.next_fire_time IS 'Epoch milliseconds.';
COMMENT ON COLUMN qrtz_triggers.prev_fire_time IS 'Epoch milliseconds.';
COMMENT ON COLUMN qrtz_triggers.priority IS 'Which goes first at the same time.';
COMMENT ON COLUMN qrtz_triggers.trigger_state IS 'WAITING, ACQUIRED, BLOCKED …';
COMMENT ON COLUMN qrtz_triggers.trigger_type IS 'SIMPLE, CRON …';
COMMENT ON COLUMN qrtz_triggers.start_time IS 'Epoch milliseconds.';
COMMENT ON COLUMN qrtz_triggers.end_time IS 'Epoch milliseconds.';
COMMENT ON COLUMN qrtz_triggers.calendar_name IS 'Unused.';
COMMENT ON COLUMN qrtz_triggers.misfire_instr IS 'What a missed tick does.';
COMMENT ON COLUMN qrtz_triggers.job_data IS 'Unused.';

CREATE TABLE qrtz_simple_triggers (
  sched_name text NOT NULL,
  trigger_name text NOT NULL,
  trigger_group text NOT NULL,
  repeat_count bigint NOT NULL,
  repeat_interval bigint NOT NULL,
  times_triggered bigint NOT NULL,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers
);
COMMENT ON TABLE qrtz_simple_triggers IS 'Ticks at a fixed interval.';
COMMENT ON COLUMN qrtz_simple_triggers.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_simple_triggers.trigger_name IS 'The trigger.';
COMMENT ON COLUMN qrtz_simple_triggers.trigger_group IS 'The trigger''s group.';
COMMENT ON COLUMN qrtz_simple_triggers.repeat_count IS '-1 is forever.';
COMMENT ON COLUMN qrtz_simple_triggers.repeat_interval IS 'Milliseconds.';
COMMENT ON COLUMN qrtz_simple_triggers.times_triggered IS 'So often until now.';

CREATE TABLE qrtz_cron_triggers (
  sched_name text NOT NULL,
  trigger_name text NOT NULL,
  trigger_group text NOT NULL,
  cron_expression text NOT NULL,
  time_zone_id text,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers
);
COMMENT ON TABLE qrtz_cron_triggers IS 'Ticks by the calendar.';
COMMENT ON COLUMN qrtz_cron_triggers.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_cron_triggers.trigger_name IS 'The trigger.';
COMMENT ON COLUMN qrtz_cron_triggers.trigger_group IS 'The trigger''s group.';
COMMENT ON COLUMN qrtz_cron_triggers.cron_expression IS 'When.';
COMMENT ON COLUMN qrtz_cron_triggers.time_zone_id IS 'Where that is.';

CREATE TABLE qrtz_simprop_triggers (
  sched_name text NOT NULL,
  trigger_name text NOT NULL,
  trigger_group text NOT NULL,
  str_prop_1 text,
  str_prop_2 text,
  str_prop_3 text,
  int_prop_1 integer,
  int_prop_2 integer,
  long_prop_1 bigint,
  long_prop_2 bigint,
  dec_prop_1 numeric(13, 4),
  dec_prop_2 numeric(13, 4),
  bool_prop_1 boolean,
  bool_prop_2 boolean,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers
);
COMMENT ON TABLE qrtz_simprop_triggers IS 'Ticks of other kinds.';
COMMENT ON COLUMN qrtz_simprop_triggers.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_simprop_triggers.trigger_name IS 'The trigger.';
COMMENT ON COLUMN qrtz_simprop_triggers.trigger_group IS 'The trigger''s group.';
COMMENT ON COLUMN qrtz_simprop_triggers.str_prop_1 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.str_prop_2 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.str_prop_3 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.int_prop_1 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.int_prop_2 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.long_prop_1 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.long_prop_2 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.dec_prop_1 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.dec_prop_2 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.bool_prop_1 IS 'A property of the kind.';
COMMENT ON COLUMN qrtz_simprop_triggers.bool_prop_2 IS 'A property of the kind.';

CREATE TABLE qrtz_blob_triggers (
  sched_name text NOT NULL,
  trigger_name text NOT NULL,
  trigger_group text NOT NULL,
  blob_data bytea,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers
);
COMMENT ON TABLE qrtz_blob_triggers IS 'Ticks of kinds that Quartz does not know.';
COMMENT ON COLUMN qrtz_blob_triggers.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_blob_triggers.trigger_name IS 'The trigger.';
COMMENT ON COLUMN qrtz_blob_triggers.trigger_group IS 'The trigger''s group.';
COMMENT ON COLUMN qrtz_blob_triggers.blob_data IS 'The trigger, serialized.';

CREATE TABLE qrtz_calendars (
  sched_name text NOT NULL,
  calendar_name text NOT NULL,
  calendar bytea NOT NULL,
  PRIMARY KEY (sched_name, calendar_name)
);
COMMENT ON TABLE qrtz_calendars IS 'Times to leave out.';
COMMENT ON COLUMN qrtz_calendars.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_calendars.calendar_name IS 'The calendar.';
COMMENT ON COLUMN qrtz_calendars.calendar IS 'The calendar, serialized.';

CREATE TABLE qrtz_paused_trigger_grps (
  sched_name text NOT NULL,
  trigger_group text NOT NULL,
  PRIMARY KEY (sched_name, trigger_group)
);
COMMENT ON TABLE qrtz_paused_trigger_grps IS 'Groups that do not tick.';
COMMENT ON COLUMN qrtz_paused_trigger_grps.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_paused_trigger_grps.trigger_group IS 'The trigger''s group.';

CREATE TABLE qrtz_fired_triggers (
  sched_name text NOT NULL,
  entry_id text NOT NULL,
  trigger_name text NOT NULL,
  trigger_group text NOT NULL,
  instance_name text NOT NULL,
  fired_time bigint NOT NULL,
  sched_time bigint NOT NULL,
  priority integer NOT NULL,
  state text NOT NULL,
  job_name text,
  job_group text,
  is_nonconcurrent boolean,
  requests_recovery boolean,
  PRIMARY KEY (sched_name, entry_id)
);
COMMENT ON TABLE qrtz_fired_triggers IS 'Ticks under way.';
COMMENT ON COLUMN qrtz_fired_triggers.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_fired_triggers.entry_id IS 'The run.';
COMMENT ON COLUMN qrtz_fired_triggers.trigger_name IS 'The trigger.';
COMMENT ON COLUMN qrtz_fired_triggers.trigger_group IS 'The trigger''s group.';
COMMENT ON COLUMN qrtz_fired_triggers.instance_name IS 'The worker that runs it.';
COMMENT ON COLUMN qrtz_fired_triggers.fired_time IS 'Epoch milliseconds.';
COMMENT ON COLUMN qrtz_fired_triggers.sched_time IS 'Epoch milliseconds.';
COMMENT ON COLUMN qrtz_fired_triggers.priority IS 'The trigger''s priority.';
COMMENT ON COLUMN qrtz_fired_triggers.state IS 'ACQUIRED or EXECUTING.';
COMMENT ON COLUMN qrtz_fired_triggers.job_name IS 'What it started.';
COMMENT ON COLUMN qrtz_fired_triggers.job_group IS 'The job''s group.';
COMMENT ON COLUMN qrtz_fired_triggers.is_nonconcurrent IS 'As in the job.';
COMMENT ON COLUMN qrtz_fired_triggers.requests_recovery IS 'As in the job.';

CREATE TABLE qrtz_scheduler_state (
  sched_name text NOT NULL,
  instance_name text NOT NULL,
  last_checkin_time bigint NOT NULL,
  checkin_interval bigint NOT NULL,
  PRIMARY KEY (sched_name, instance_name)
);
COMMENT ON TABLE qrtz_scheduler_state IS 'The workers in the cluster.';
COMMENT ON COLUMN qrtz_scheduler_state.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_scheduler_state.instance_name IS 'The worker''s name, as in the table worker.';
COMMENT ON COLUMN qrtz_scheduler_state.last_checkin_time IS 'Epoch milliseconds; a dead worker''s is set to 0, so that its ticks go on elsewhere at once.';
COMMENT ON COLUMN qrtz_scheduler_state.checkin_interval IS 'Milliseconds.';

CREATE TABLE qrtz_locks (
  sched_name text NOT NULL,
  lock_name text NOT NULL,
  PRIMARY KEY (sched_name, lock_name)
);
COMMENT ON TABLE qrtz_locks IS 'The cluster''s locks.';
COMMENT ON COLUMN qrtz_locks.sched_name IS 'The cluster''s name.';
COMMENT ON COLUMN qrtz_locks.lock_name IS 'TRIGGER_ACCESS or STATE_ACCESS.';
