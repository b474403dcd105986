-- What was left to a worker that might have come back is found when that worker is gone.

CREATE INDEX connection_left ON connection (earlier_owner) WHERE earlier_owner IS NOT NULL;
COMMENT ON INDEX connection_left IS 'Connections that were taken over from a worker; few at any time.';
