-- Who is behind a connection, where the event does not say: the provider is asked afterwards.

ALTER TABLE connection
  ADD COLUMN identity_due_at timestamptz,
  ADD COLUMN identity_failures integer NOT NULL DEFAULT 0,
  ADD COLUMN identity_learnt text,
  ADD COLUMN identified_at timestamptz;
COMMENT ON COLUMN connection.identity_due_at IS 'When the provider is asked who it is; while it is being asked, when that is given up for lost. None: it is not asked.';
COMMENT ON COLUMN connection.identity_failures IS 'How often in a row the provider could not be asked who it is; paces the next time.';
COMMENT ON COLUMN connection.identity_learnt IS 'Which of id, email and organization the event of the newest consent did not say, separated by spaces: the provider''s next answer may replace these.';
COMMENT ON COLUMN connection.identified_at IS 'When the provider last told who it is, or was last given up on; none for the newest consent so far.';

CREATE INDEX connection_identity_due ON connection (app, environment, identity_due_at) WHERE identity_due_at IS NOT NULL;

COMMENT ON COLUMN connection.user_id IS 'The provider''s id of the person, if the event or the provider told.';
COMMENT ON COLUMN connection.user_email IS 'The person''s address, if the event or the provider told.';
COMMENT ON COLUMN connection.organization IS 'The person''s organization, if the event or the provider told; none is unknown, a state of its own.';
COMMENT ON COLUMN history.what IS 'A word: issued, refreshed, revoked, grant_refused, postponed, withdrawn, rescued, late_tokens, identified, unidentified.';
