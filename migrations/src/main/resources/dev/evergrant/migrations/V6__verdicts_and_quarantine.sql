-- Before a connection is given up: who may still come back with its tokens, how often the provider
-- has refused, and which token sets lost their race and are kept.

ALTER TABLE authorization_grant ADD COLUMN earlier_owner integer;
COMMENT ON COLUMN authorization_grant.earlier_owner IS 'The worker that it was taken from when its lease had ended. While that one is in the table worker, it may still come back with the answer.';

-- A user who withdraws takes back what was refused for a lost answer too: its tokens may still come.
CREATE INDEX authorization_grant_refused ON authorization_grant (connection) WHERE state = 'refused';

ALTER TABLE connection
  ADD COLUMN claimed_at timestamptz,
  ADD COLUMN doubt_since timestamptz,
  ADD COLUMN earlier_owner integer,
  ADD COLUMN refusals smallint NOT NULL DEFAULT 0,
  ADD COLUMN trying bigint;
COMMENT ON COLUMN connection.claimed_at IS 'When it was claimed last: the beginning of that attempt.';
COMMENT ON COLUMN connection.doubt_since IS 'When the first attempt began that may have reached the provider and whose answer is lost; a provider''s grace for the old refresh token counts from there.';
COMMENT ON COLUMN connection.earlier_owner IS 'The worker that it was taken from when its lease had ended. While that one is in the table worker, it may still come back with the answer.';
COMMENT ON COLUMN connection.refusals IS 'How often in a row the provider has refused and was not believed.';
COMMENT ON COLUMN connection.trying IS 'The quarantined token set whose refresh token the next attempt spends instead of its own.';

CREATE INDEX connection_refused ON connection (app, environment, due_at) WHERE status = 'active' AND refusals > 0;

CREATE TABLE quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  connection text NOT NULL,
  parent bigint NOT NULL,
  stored bigint NOT NULL,
  attempt uuid NOT NULL UNIQUE,
  refresh_token bytea NOT NULL,
  fingerprint bytea NOT NULL,
  reason text NOT NULL,
  worker integer NOT NULL,
  created_at timestamptz NOT NULL,
  tried_at timestamptz
);
COMMENT ON TABLE quarantine IS 'Token sets that came after others had been stored. If those are refused, these are tried before anybody is alerted. Deleted when refused, or when they are certainly stale.';
COMMENT ON COLUMN quarantine.id IS 'Rises in the order of arrival.';
COMMENT ON COLUMN quarantine.connection IS 'app/environment/subject.';
COMMENT ON COLUMN quarantine.parent IS 'The version whose refresh token brought it; 0 where a code did.';
COMMENT ON COLUMN quarantine.stored IS 'The version that was stored when it came.';
COMMENT ON COLUMN quarantine.attempt IS 'The attempt that brought it.';
COMMENT ON COLUMN quarantine.refresh_token IS 'Ciphertext of the refresh token, bound to the connection and the attempt.';
COMMENT ON COLUMN quarantine.fingerprint IS 'Keyed fingerprint of the refresh token.';
COMMENT ON COLUMN quarantine.reason IS 'Why it was not stored, for people.';
COMMENT ON COLUMN quarantine.worker IS 'The worker that received it.';
COMMENT ON COLUMN quarantine.created_at IS 'When it came.';
COMMENT ON COLUMN quarantine.tried_at IS 'When it was first chosen to be tried.';

CREATE INDEX quarantine_of_connection ON quarantine (connection);

ALTER TABLE app_pause
  ADD COLUMN kind text NOT NULL DEFAULT 'configuration' CHECK (kind IN ('configuration', 'refusals')),
  ADD COLUMN probes integer NOT NULL DEFAULT 0,
  ADD COLUMN issued integer NOT NULL DEFAULT 0,
  ADD COLUMN recovered integer NOT NULL DEFAULT 0;
COMMENT ON TABLE app_pause IS 'App environments that are asked about by a probe now and then only, because the provider refuses their configuration, or unusually many of their users.';
COMMENT ON COLUMN app_pause.error IS 'The provider''s error code, or unusual_refusals.';
COMMENT ON COLUMN app_pause.kind IS 'configuration: the provider refuses the app. refusals: it refuses unusually many refresh tokens; codes are exchanged all the same.';
COMMENT ON COLUMN app_pause.probes IS 'How many probes were begun since; every other one asks about a connection that was refused.';
COMMENT ON COLUMN app_pause.issued IS 'How many of them were issued tokens.';
COMMENT ON COLUMN app_pause.recovered IS 'How many of those about refused connections were issued tokens in a row, up to the last.';

CREATE TABLE belief (
  app text NOT NULL,
  environment text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (app, environment)
);
COMMENT ON TABLE belief IS 'App environments whose users have really left in unusual numbers: each refusal is believed.';
COMMENT ON COLUMN belief.app IS 'The app''s configured name.';
COMMENT ON COLUMN belief.environment IS 'production or development.';
COMMENT ON COLUMN belief.until IS 'From then on unusual numbers are unbelievable again.';

COMMENT ON COLUMN history.what IS 'A word: issued, refreshed, revoked, grant_refused, postponed, held, withdrawn, rescued, late_tokens, quarantined, trying, recovered, restored.';
