-- A withdrawal that is delivered once more must not end what the user has authorized since.

CREATE TABLE withdrawal (
  event_source text NOT NULL,
  event_id text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (event_id, event_source)
);
COMMENT ON TABLE withdrawal IS 'Events by which users have withdrawn; they stay for a while so that a redelivered one is recognised.';
COMMENT ON COLUMN withdrawal.event_source IS 'CloudEvents source of the event.';
COMMENT ON COLUMN withdrawal.event_id IS 'Its CloudEvents id; unique within its source.';
COMMENT ON COLUMN withdrawal.received_at IS 'When the event was taken in.';

CREATE INDEX withdrawal_received ON withdrawal (received_at);
