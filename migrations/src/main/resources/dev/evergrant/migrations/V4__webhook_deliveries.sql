CREATE TABLE delivery (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  target text NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  body bytea NOT NULL,
  due_at timestamptz NOT NULL,
  leased_until timestamptz,
  failures integer NOT NULL DEFAULT 0,
  refused boolean NOT NULL DEFAULT false,
  problem text,
  created_at timestamptz NOT NULL
);
COMMENT ON TABLE delivery IS 'Alerts that webhook targets are still to be told, a row for each alert and target, written in the transaction that promises the alert to Kafka; deleted when the target has taken it, or when it is given up.';
COMMENT ON COLUMN delivery.id IS 'Rises in the order of arrival.';
COMMENT ON COLUMN delivery.target IS 'The webhook target''s configured name.';
COMMENT ON COLUMN delivery.event_id IS 'The alert''s CloudEvents id, sent as webhook-id: the same at every attempt.';
COMMENT ON COLUMN delivery.type IS 'The alert''s CloudEvents type.';
COMMENT ON COLUMN delivery.body IS 'What is sent: the alert as a CloudEvent in structured mode, JSON; holds no secret.';
COMMENT ON COLUMN delivery.due_at IS 'When it is to be sent.';
COMMENT ON COLUMN delivery.leased_until IS 'Until when the worker that claimed it has it to itself. Sending it twice is harmless: its id is the same.';
COMMENT ON COLUMN delivery.failures IS 'How often sending it has failed; paces the next attempt.';
COMMENT ON COLUMN delivery.refused IS 'The target answered and did not want this one at the last attempt: that the target takes others does not bring it forward.';
COMMENT ON COLUMN delivery.problem IS 'What stood in the way last, for people.';
COMMENT ON COLUMN delivery.created_at IS 'When it was promised; it is given up three days later.';

CREATE INDEX delivery_due ON delivery (target, due_at);
