-- The history by time, so that what is old goes a whole partition at a time; the fingerprint of the
-- secret that each attempt spent; and what a restored database needs: connections that are held,
-- versions that are taken already, and pauses that only people end.

ALTER TABLE history RENAME TO history_before;
ALTER TABLE history_before DROP CONSTRAINT history_pkey;
ALTER TABLE history_before ALTER COLUMN id DROP IDENTITY;
ALTER TABLE history_before ADD COLUMN fingerprint bytea;
DROP INDEX history_of_connection;
DROP INDEX history_by_time;

CREATE SEQUENCE history_id AS bigint;
SELECT setval('history_id', coalesce(max(id), 0) + 1, false) FROM history_before;

CREATE TABLE history (
  id bigint NOT NULL DEFAULT nextval('history_id'),
  connection text NOT NULL,
  at timestamptz NOT NULL,
  what text NOT NULL,
  version bigint,
  detail text,
  attempt uuid,
  worker integer,
  fingerprint bytea,
  PRIMARY KEY (connection, id, at)
) PARTITION BY RANGE (at);
ALTER SEQUENCE history_id OWNED BY history.id;
COMMENT ON TABLE history IS 'What happened to each connection and why, append-only, one partition a month; holds no secret.';
COMMENT ON COLUMN history.id IS 'Rises with time within a connection.';
COMMENT ON COLUMN history.connection IS 'app/environment/subject.';
COMMENT ON COLUMN history.at IS 'When it happened.';
COMMENT ON COLUMN history.what IS 'A word: issued, refreshed, revoked, grant_refused, postponed, held, withdrawn, late_tokens, quarantined, trying, recovered, restored; of an attempt that never reported: rescued or taken_over.';
COMMENT ON COLUMN history.version IS 'The connection''s version after it, if it has one; of an attempt that never reported, the version whose refresh token it had.';
COMMENT ON COLUMN history.detail IS 'Why, for people.';
COMMENT ON COLUMN history.attempt IS 'The attempt that it came from.';
COMMENT ON COLUMN history.worker IS 'The worker that did it.';
COMMENT ON COLUMN history.fingerprint IS 'Keyed fingerprint of the code or refresh token that the attempt had to spend.';

CREATE TABLE history_default PARTITION OF history DEFAULT;
COMMENT ON TABLE history_default IS 'Entries of months whose partition was not made in time; they move when it is.';
COMMENT ON COLUMN history_default.id IS 'As in history.';
COMMENT ON COLUMN history_default.connection IS 'As in history.';
COMMENT ON COLUMN history_default.at IS 'As in history.';
COMMENT ON COLUMN history_default.what IS 'As in history.';
COMMENT ON COLUMN history_default.version IS 'As in history.';
COMMENT ON COLUMN history_default.detail IS 'As in history.';
COMMENT ON COLUMN history_default.attempt IS 'As in history.';
COMMENT ON COLUMN history_default.worker IS 'As in history.';
COMMENT ON COLUMN history_default.fingerprint IS 'As in history.';

CREATE VIEW history_partition AS
SELECT i.inhrelid::regclass::text AS name,
  (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz AS ends_at
FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = 'history'::regclass AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT';
COMMENT ON VIEW history_partition IS 'The months of the history.';
COMMENT ON COLUMN history_partition.name IS 'The partition''s name, quoted where it must be.';
COMMENT ON COLUMN history_partition.ends_at IS 'All its entries are older.';

CREATE FUNCTION history_ahead(until timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  begins timestamptz;
  ends timestamptz;
  month text;
  made integer := 0;
BEGIN
  -- Of several workers one at a time.
  PERFORM pg_advisory_xact_lock(1163283273);
  SELECT greatest(date_trunc('month', evergrant_now(), 'UTC'), max(ends_at))
    INTO begins FROM history_partition;
  WHILE begins < until LOOP
    ends := (begins AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
    month := 'history_' || to_char(begins AT TIME ZONE 'UTC', 'YYYYMM');
    EXECUTE format('CREATE TABLE %I (LIKE history INCLUDING DEFAULTS INCLUDING COMMENTS)', month);
    EXECUTE format('COMMENT ON TABLE %I IS %L', month, 'A month of the history.');
    -- What came before the partition was there stands in the default one and would keep it out.
    LOCK TABLE history_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
      'WITH moved AS (DELETE FROM history_default WHERE at >= %L AND at < %L RETURNING *)'
      ' INSERT INTO %I SELECT * FROM moved', begins, ends, month);
    EXECUTE format(
      'ALTER TABLE history ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', month, begins, ends);
    made := made + 1;
    begins := ends;
  END LOOP;
  RETURN made;
END $$;
COMMENT ON FUNCTION history_ahead(timestamptz) IS 'Makes the partitions that are missing from this month until then; returns how many.';

CREATE FUNCTION history_drop(before timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  month text;
  gone integer := 0;
BEGIN
  FOR month IN SELECT name FROM history_partition WHERE ends_at <= before LOOP
    EXECUTE 'DROP TABLE ' || month;
    gone := gone + 1;
  END LOOP;
  RETURN gone;
END $$;
COMMENT ON FUNCTION history_drop(timestamptz) IS 'Drops the partitions all of whose entries are older; returns how many.';

-- What is there already becomes the first partition as it stands: nothing is copied, however much
-- it is, and the lock on it is short.
DO $$
DECLARE
  ends timestamptz;
BEGIN
  IF EXISTS (SELECT FROM history_before) THEN
    SELECT (date_trunc('month', greatest(max(at), now()), 'UTC') AT TIME ZONE 'UTC'
      + interval '1 month') AT TIME ZONE 'UTC' INTO ends FROM history_before;
    ALTER TABLE history_before ALTER COLUMN id SET DEFAULT nextval('history_id');
    COMMENT ON TABLE history_before IS 'The history from before it was kept by months.';
    COMMENT ON COLUMN history_before.fingerprint IS 'As in history.';
    EXECUTE format(
      'ALTER TABLE history ATTACH PARTITION history_before FOR VALUES FROM (MINVALUE) TO (%L)', ends);
  ELSE
    DROP TABLE history_before;
  END IF;
END $$;
SELECT history_ahead(now() + interval '3 months');

CREATE TABLE worker_name (
  id integer PRIMARY KEY,
  name text NOT NULL,
  started_at timestamptz NOT NULL
);
COMMENT ON TABLE worker_name IS 'The names of all workers that the history may speak of, also of those that are gone.';
COMMENT ON COLUMN worker_name.id IS 'The number in the history.';
COMMENT ON COLUMN worker_name.name IS 'As in the table worker.';
COMMENT ON COLUMN worker_name.started_at IS 'When it started.';
INSERT INTO worker_name (id, name, started_at) SELECT id, name, started_at FROM worker;

ALTER TABLE connection ADD COLUMN refresh_fingerprint bytea;
ALTER TABLE connection ADD COLUMN held text;
COMMENT ON COLUMN connection.refresh_fingerprint IS 'Keyed fingerprint of the refresh token; with the claim it records which secret an attempt spends.';
COMMENT ON COLUMN connection.held IS 'Why it is not refreshed until an operator or a new grant decides; due_at is then infinity.';
CREATE INDEX connection_held ON connection (connection) WHERE held IS NOT NULL;

CREATE TABLE version_floor (
  connection text PRIMARY KEY,
  version bigint NOT NULL
);
COMMENT ON TABLE version_floor IS 'Versions that Kafka had when a restored database was found behind it: the next version is above, or subscribers would drop it.';
COMMENT ON COLUMN version_floor.connection IS 'app/environment/subject; the database may not know it.';
COMMENT ON COLUMN version_floor.version IS 'The newest version that was published.';

ALTER TABLE app_pause ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'configuration';
ALTER TABLE app_pause DROP CONSTRAINT IF EXISTS app_pause_kind_check;
ALTER TABLE app_pause ADD CONSTRAINT app_pause_kind_check
  CHECK (kind IN ('configuration', 'refusals', 'operator'));
COMMENT ON TABLE app_pause IS 'App environments for which nothing is claimed but a probe now and then, because the provider refuses their configuration, or unusually many of their users; or nothing at all, because an operator has paused them.';
COMMENT ON COLUMN app_pause.kind IS 'configuration: the provider refuses the app. refusals: it refuses unusually many refresh tokens; codes are exchanged all the same. operator: the command resume ends it and nothing else.';
COMMENT ON COLUMN app_pause.error IS 'The provider''s error code, unusual_refusals, or operator.';
COMMENT ON COLUMN app_pause.probe_at IS 'When one row may be claimed to see whether it works again; infinity for never.';
