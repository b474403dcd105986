-- An attempt of which nothing was heard may reach the provider after its successor has been answered.

ALTER TABLE connection ADD COLUMN unheard_version bigint;
COMMENT ON COLUMN connection.unheard_version IS 'The version whose refresh token was last sent by a worker of which nothing was heard since. If the provider acts on that request late it takes it for a reuse, and the next version dies of it.';

CREATE INDEX connection_in_doubt ON connection (app, environment, due_at) WHERE in_doubt AND status = 'active';
COMMENT ON INDEX connection_in_doubt IS 'Connections whose last answer was lost, to be asked about while the provider still takes the old refresh token; few at any time.';
