-- Ends that only a person can put off or undo: known ahead, come true, or settled; and what people
-- have been told of them. The connection's own row is not touched by any of it, so that a refresh
-- costs the same whether or not its end is known.

CREATE TABLE reauthorization (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  connection text NOT NULL,
  app text NOT NULL,
  environment text NOT NULL,
  subject text NOT NULL,
  provider text NOT NULL,
  organization text,
  user_id text,
  user_email text,
  state text NOT NULL CHECK (state IN ('expiring', 'expired', 'resolved')),
  reason text NOT NULL,
  at timestamptz NOT NULL,
  due_at timestamptz,
  told integer NOT NULL DEFAULT 0,
  batch text,
  since timestamptz NOT NULL
);
COMMENT ON TABLE reauthorization IS 'Connections that a person must authorize again, sooner or later, and those for whom that is settled but not yet said. At most one open row a connection.';
COMMENT ON COLUMN reauthorization.id IS 'Rises in the order of arrival.';
COMMENT ON COLUMN reauthorization.connection IS 'app/environment/subject.';
COMMENT ON COLUMN reauthorization.app IS 'The app''s configured name.';
COMMENT ON COLUMN reauthorization.environment IS 'production or development.';
COMMENT ON COLUMN reauthorization.subject IS 'The frontend''s own id of whoever authorized.';
COMMENT ON COLUMN reauthorization.provider IS 'The provider''s name in the catalogue.';
COMMENT ON COLUMN reauthorization.organization IS 'The person''s organization, if known; follows what is learnt of them.';
COMMENT ON COLUMN reauthorization.user_id IS 'The provider''s id of the person, if known.';
COMMENT ON COLUMN reauthorization.user_email IS 'The person''s address, if known.';
COMMENT ON COLUMN reauthorization.state IS 'expiring (ahead of time), expired, or resolved: nobody has to do anything any more, and people who were told otherwise are to hear it.';
COMMENT ON COLUMN reauthorization.reason IS 'Why it ends or ended, in the words of connection.reason; of a resolved one, what resolved it: reauthorized, withdrawn, refreshed, not_needed or let_go.';
COMMENT ON COLUMN reauthorization.at IS 'When it will end, ended, or was resolved.';
COMMENT ON COLUMN reauthorization.due_at IS 'When people are to be told, for the first time or again; null when there is nothing more to say.';
COMMENT ON COLUMN reauthorization.told IS 'How many batches have named it in its present state.';
COMMENT ON COLUMN reauthorization.batch IS 'The last batch that named it.';
COMMENT ON COLUMN reauthorization.since IS 'When the user consented; half of the time from then to the end passes before anybody is told.';

CREATE UNIQUE INDEX reauthorization_open ON reauthorization (connection) WHERE state <> 'resolved';
CREATE INDEX reauthorization_due ON reauthorization (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX reauthorization_of_batch ON reauthorization (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX reauthorization_at ON reauthorization (at) WHERE state <> 'resolved';

CREATE TABLE restatement (
  connection text PRIMARY KEY,
  since timestamptz NOT NULL
);
COMMENT ON TABLE restatement IS 'Connections whose token update is to be published again, with the same version and tokens, because something around them has changed.';
COMMENT ON COLUMN restatement.connection IS 'app/environment/subject.';
COMMENT ON COLUMN restatement.since IS 'When that was found.';

CREATE INDEX restatement_since ON restatement (since);

CREATE INDEX connection_of_developers ON connection (app, organization) WHERE environment = 'development' AND status = 'active';
CREATE INDEX connection_revoked ON connection (updated_at) WHERE status = 'revoked';
