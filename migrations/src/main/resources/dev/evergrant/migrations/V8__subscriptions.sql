-- Whether the newest token update of every connection is sealed to the subscribers that are
-- configured now. After a change of subscribers all active connections of the app are stated again.
-- On an existing database nobody knows what the newest updates hold, so that happens once.

CREATE TABLE subscription (
  app text PRIMARY KEY,
  fingerprint text NOT NULL,
  settled boolean NOT NULL DEFAULT false,
  after text NOT NULL DEFAULT '',
  stated bigint NOT NULL DEFAULT 0,
  changed_at timestamptz NOT NULL
);
COMMENT ON TABLE subscription IS 'One row for each app that was ever configured: how far its connections have been stated to its subscribers.';
COMMENT ON COLUMN subscription.app IS 'The app''s configured name.';
COMMENT ON COLUMN subscription.fingerprint IS 'Of its subscribers'' names and public keys, as the last worker that started, or that states connections again, has them; empty where there is none.';
COMMENT ON COLUMN subscription.settled IS 'Every active connection''s newest update is sealed to these subscribers.';
COMMENT ON COLUMN subscription.after IS 'If it is not settled: connections up to this one, in the order of their names, are stated.';
COMMENT ON COLUMN subscription.stated IS 'How many these are.';
COMMENT ON COLUMN subscription.changed_at IS 'When a worker with other subscribers than before started.';

ALTER TABLE worker ADD COLUMN subscribers jsonb;
COMMENT ON COLUMN worker.subscribers IS 'By app, the fingerprint of the subscribers that this worker seals access tokens to; null for a worker of an older version.';
