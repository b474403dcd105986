-- Evergrant's own tables. Whatever is secret is stored as ciphertext (bytea) that names its key;
-- times are the database's, because due times and leases of all workers must agree on one clock.

CREATE FUNCTION evergrant_now() RETURNS timestamptz LANGUAGE sql STABLE
AS 'SELECT now()';
COMMENT ON FUNCTION evergrant_now() IS 'The one clock of due times and leases. Tests replace it to move time.';

CREATE TABLE installation (
  id smallint PRIMARY KEY CHECK (id = 1),
  fingerprint_key bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE installation IS 'One row: what belongs to this database as a whole.';
COMMENT ON COLUMN installation.id IS 'Always 1.';
COMMENT ON COLUMN installation.fingerprint_key IS 'Ciphertext of the key for fingerprints of codes and refresh tokens. A worker that cannot open it has the wrong keyset and does not start.';
COMMENT ON COLUMN installation.created_at IS 'When the first worker started on this database.';

CREATE TABLE worker (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE worker IS 'Workers that are alive or whose work is still to be rescued. A live one holds the advisory lock (1163283271, id) in a session of its own.';
COMMENT ON COLUMN worker.id IS 'The owner named by claims.';
COMMENT ON COLUMN worker.name IS 'Its process and a part of chance, for people; also the name of its Quartz instance.';
COMMENT ON COLUMN worker.started_at IS 'When it started.';

CREATE TABLE authorization_grant (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_source text NOT NULL,
  event_id text NOT NULL,
  code_fingerprint bytea NOT NULL UNIQUE,
  connection text NOT NULL,
  app text NOT NULL,
  environment text NOT NULL,
  provider text NOT NULL,
  code bytea,
  code_verifier bytea,
  redirect_uri text NOT NULL,
  scope text,
  user_id text,
  user_email text,
  organization text,
  authorized_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  deadline timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'connected', 'refused', 'withdrawn')),
  reason text,
  due_at timestamptz NOT NULL,
  owner integer,
  attempt uuid,
  in_doubt boolean NOT NULL DEFAULT false,
  failures integer NOT NULL DEFAULT 0,
  problem text,
  ended_at timestamptz,
  UNIQUE (event_id, event_source)
);
COMMENT ON TABLE authorization_grant IS 'Authorization codes on their way to becoming tokens; ended ones stay for a while so that a redelivered event is recognised.';
COMMENT ON COLUMN authorization_grant.id IS 'Rises in the order of arrival.';
COMMENT ON COLUMN authorization_grant.event_source IS 'CloudEvents source of the event that brought the code.';
COMMENT ON COLUMN authorization_grant.event_id IS 'CloudEvents id of that event; unique within its source.';
COMMENT ON COLUMN authorization_grant.code_fingerprint IS 'Keyed fingerprint of app, environment and code: the same code is exchanged once, whatever event brings it.';
COMMENT ON COLUMN authorization_grant.connection IS 'app/environment/subject, the connection that the code is for.';
COMMENT ON COLUMN authorization_grant.app IS 'The app''s configured name.';
COMMENT ON COLUMN authorization_grant.environment IS 'production or development: which credentials exchange the code.';
COMMENT ON COLUMN authorization_grant.provider IS 'The provider''s name in the catalogue.';
COMMENT ON COLUMN authorization_grant.code IS 'Ciphertext of the code; erased when the grant has ended.';
COMMENT ON COLUMN authorization_grant.code_verifier IS 'Ciphertext of the PKCE verifier; erased when the grant has ended.';
COMMENT ON COLUMN authorization_grant.redirect_uri IS 'Exactly as in the authorization request.';
COMMENT ON COLUMN authorization_grant.scope IS 'What was asked for.';
COMMENT ON COLUMN authorization_grant.user_id IS 'The provider''s id of the person, where the frontend knew it.';
COMMENT ON COLUMN authorization_grant.user_email IS 'The person''s address, where the frontend knew it.';
COMMENT ON COLUMN authorization_grant.organization IS 'The person''s organization, where the frontend knew it.';
COMMENT ON COLUMN authorization_grant.authorized_at IS 'The event''s time.';
COMMENT ON COLUMN authorization_grant.received_at IS 'When the event was taken in.';
COMMENT ON COLUMN authorization_grant.deadline IS 'authorized_at plus the provider''s code lifetime; after it the code is not sent.';
COMMENT ON COLUMN authorization_grant.state IS 'pending, or how it ended: connected, refused or withdrawn.';
COMMENT ON COLUMN authorization_grant.reason IS 'Why it was refused.';
COMMENT ON COLUMN authorization_grant.due_at IS 'When it may be claimed; while claimed, when its lease ends.';
COMMENT ON COLUMN authorization_grant.owner IS 'The worker that has claimed it.';
COMMENT ON COLUMN authorization_grant.attempt IS 'The claim''s own id, recorded before the code is sent.';
COMMENT ON COLUMN authorization_grant.in_doubt IS 'An earlier attempt may have reached the provider.';
COMMENT ON COLUMN authorization_grant.failures IS 'Attempts since the last one that got an answer; paces the next.';
COMMENT ON COLUMN authorization_grant.problem IS 'What stood in the way last.';
COMMENT ON COLUMN authorization_grant.ended_at IS 'When it ended.';

CREATE INDEX authorization_grant_pending ON authorization_grant (app, environment, deadline) WHERE state = 'pending';
CREATE INDEX authorization_grant_of_connection ON authorization_grant (connection) WHERE state = 'pending';
CREATE INDEX authorization_grant_claimed ON authorization_grant (owner) WHERE owner IS NOT NULL;
CREATE INDEX authorization_grant_ended ON authorization_grant (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE connection (
  connection text PRIMARY KEY,
  app text NOT NULL,
  environment text NOT NULL,
  subject text NOT NULL,
  provider text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'revoked')),
  reason text CHECK ((reason IS NULL) = (status = 'active')),
  version bigint NOT NULL,
  access_token bytea,
  refresh_token bytea,
  token_type text,
  scope text,
  issued_at timestamptz,
  expires_at timestamptz,
  authorized_at timestamptz NOT NULL,
  reauthorize_by timestamptz,
  user_id text,
  user_email text,
  organization text,
  due_at timestamptz,
  floor_at timestamptz,
  urgent_at timestamptz GENERATED ALWAYS AS (greatest(floor_at, due_at)) STORED,
  owner integer,
  attempt uuid,
  settled_attempt uuid,
  in_doubt boolean NOT NULL DEFAULT false,
  failures integer NOT NULL DEFAULT 0,
  problem text,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 80);
COMMENT ON TABLE connection IS 'One subject''s consent to one app in one environment, with its newest token set.';
COMMENT ON COLUMN connection.connection IS 'app/environment/subject.';
COMMENT ON COLUMN connection.app IS 'The app''s configured name.';
COMMENT ON COLUMN connection.environment IS 'production or development.';
COMMENT ON COLUMN connection.subject IS 'The frontend''s own id of whoever authorized.';
COMMENT ON COLUMN connection.provider IS 'The provider''s name in the catalogue.';
COMMENT ON COLUMN connection.status IS 'active or revoked; revoked is final until a new grant.';
COMMENT ON COLUMN connection.reason IS 'Why it is revoked.';
COMMENT ON COLUMN connection.version IS 'Rises by one with every token set and with a revocation: the fence for every write.';
COMMENT ON COLUMN connection.access_token IS 'Ciphertext of the access token; erased when revoked.';
COMMENT ON COLUMN connection.refresh_token IS 'Ciphertext of the refresh token; erased when revoked.';
COMMENT ON COLUMN connection.token_type IS 'As the provider says, mostly Bearer.';
COMMENT ON COLUMN connection.scope IS 'What the tokens allow.';
COMMENT ON COLUMN connection.issued_at IS 'When the request that brought the tokens was sent.';
COMMENT ON COLUMN connection.expires_at IS 'When the access token ends, less a small margin.';
COMMENT ON COLUMN connection.authorized_at IS 'When the user consented.';
COMMENT ON COLUMN connection.reauthorize_by IS 'When only the user can keep it alive, if that is known.';
COMMENT ON COLUMN connection.user_id IS 'The provider''s id of the person, if known.';
COMMENT ON COLUMN connection.user_email IS 'The person''s address, if known.';
COMMENT ON COLUMN connection.organization IS 'The person''s organization, if known.';
COMMENT ON COLUMN connection.due_at IS 'When it may be claimed for a refresh; while claimed, when its lease ends.';
COMMENT ON COLUMN connection.floor_at IS 'From when on it goes before everything that is not so near its death.';
COMMENT ON COLUMN connection.urgent_at IS 'The floor, but not before it is due: what a backlog is served by.';
COMMENT ON COLUMN connection.owner IS 'The worker that has claimed it.';
COMMENT ON COLUMN connection.attempt IS 'The claim''s own id, recorded before the refresh token is sent.';
COMMENT ON COLUMN connection.settled_attempt IS 'The attempt whose result is stored: tells a commit that was lost on the wire from a lost race.';
COMMENT ON COLUMN connection.in_doubt IS 'An earlier attempt may have reached the provider.';
COMMENT ON COLUMN connection.failures IS 'Attempts since the last one that got an answer; paces the next.';
COMMENT ON COLUMN connection.problem IS 'What stood in the way last.';
COMMENT ON COLUMN connection.updated_at IS 'When its state last changed.';

CREATE INDEX connection_due ON connection (app, environment, due_at) WHERE status = 'active';
CREATE INDEX connection_urgent ON connection (app, environment, urgent_at) WHERE status = 'active';
CREATE INDEX connection_claimed ON connection (owner) WHERE owner IS NOT NULL;

CREATE TABLE app_pause (
  app text NOT NULL,
  environment text NOT NULL,
  provider text NOT NULL,
  error text NOT NULL,
  since timestamptz NOT NULL,
  probe_at timestamptz NOT NULL,
  PRIMARY KEY (app, environment)
);
COMMENT ON TABLE app_pause IS 'App environments whose own configuration the provider refuses: nothing is claimed for them but a probe now and then.';
COMMENT ON COLUMN app_pause.app IS 'The app''s configured name.';
COMMENT ON COLUMN app_pause.environment IS 'production or development.';
COMMENT ON COLUMN app_pause.provider IS 'The provider''s name in the catalogue.';
COMMENT ON COLUMN app_pause.error IS 'The provider''s error code.';
COMMENT ON COLUMN app_pause.since IS 'When it was paused.';
COMMENT ON COLUMN app_pause.probe_at IS 'When one row may be claimed to see whether the configuration works again.';

CREATE TABLE revocation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  connection text NOT NULL,
  app text NOT NULL,
  environment text NOT NULL,
  version bigint NOT NULL,
  refresh_token bytea NOT NULL,
  due_at timestamptz NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL
);
COMMENT ON TABLE revocation IS 'Refresh tokens that the provider is still to be told to revoke (RFC 7009); deleted when it has been told, or after a week of trying.';
COMMENT ON COLUMN revocation.id IS 'Rises in the order of arrival.';
COMMENT ON COLUMN revocation.connection IS 'app/environment/subject.';
COMMENT ON COLUMN revocation.app IS 'The app''s configured name.';
COMMENT ON COLUMN revocation.environment IS 'production or development.';
COMMENT ON COLUMN revocation.version IS 'The version of the token set that the token belongs to.';
COMMENT ON COLUMN revocation.refresh_token IS 'Ciphertext of the refresh token, bound to the connection and that version.';
COMMENT ON COLUMN revocation.due_at IS 'When the provider is told; while claimed, when the claim ends. Telling it twice is harmless.';
COMMENT ON COLUMN revocation.failures IS 'How often telling it has failed.';
COMMENT ON COLUMN revocation.created_at IS 'When the user withdrew.';

CREATE INDEX revocation_due ON revocation (due_at);

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  key text,
  headers jsonb NOT NULL,
  payload bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE outbox IS 'Promises to the outside, written in the transaction that makes them true; deleted when Kafka has acknowledged them.';
COMMENT ON COLUMN outbox.id IS 'The order of publishing. Rows of one connection are written under its row lock, so theirs is the order of its versions.';
COMMENT ON COLUMN outbox.topic IS 'The Kafka topic.';
COMMENT ON COLUMN outbox.key IS 'The record''s key, a connection id; none for a dead letter that could not be read.';
COMMENT ON COLUMN outbox.headers IS 'The record''s headers, text by name.';
COMMENT ON COLUMN outbox.payload IS 'The record''s value; none is a tombstone.';
COMMENT ON COLUMN outbox.created_at IS 'When it was promised.';

CREATE TABLE history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  connection text NOT NULL,
  at timestamptz NOT NULL,
  what text NOT NULL,
  version bigint,
  detail text,
  attempt uuid,
  worker integer
);
COMMENT ON TABLE history IS 'What happened to each connection and why, append-only; holds no secret.';
COMMENT ON COLUMN history.id IS 'Rises with time within a connection.';
COMMENT ON COLUMN history.connection IS 'app/environment/subject.';
COMMENT ON COLUMN history.at IS 'When it happened.';
COMMENT ON COLUMN history.what IS 'A word: issued, refreshed, revoked, grant_refused, postponed, withdrawn, rescued, late_tokens.';
COMMENT ON COLUMN history.version IS 'The connection''s version after it, if it has one.';
COMMENT ON COLUMN history.detail IS 'Why, for people.';
COMMENT ON COLUMN history.attempt IS 'The attempt that it came from.';
COMMENT ON COLUMN history.worker IS 'The worker that did it.';

CREATE INDEX history_of_connection ON history (connection, id);
CREATE INDEX history_by_time ON history USING brin (at);
