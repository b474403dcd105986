-- An attempt of which nothing was heard may reach the provider after its successor has been answered.

ALTER TABLE connection
  ADD COLUMN unheard_version bigint,
  ADD COLUMN unheard_at timestamptz;
COMMENT ON COLUMN connection.unheard_version IS 'The version whose refresh token was last sent by a worker of which nothing was heard since. If the provider acts on that request late it takes it for a reuse, and the next version dies of it.';
COMMENT ON COLUMN connection.unheard_at IS 'When that worker had claimed it.';

ALTER TABLE authorization_grant ADD COLUMN unheard boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN authorization_grant.unheard IS 'Its code was sent by a worker of which nothing was heard since.';

CREATE INDEX connection_in_doubt ON connection (app, environment, due_at) WHERE in_doubt AND status = 'active';
COMMENT ON INDEX connection_in_doubt IS 'Connections whose last answer was lost, to be asked about while the provider still takes the old refresh token; few at any time.';
