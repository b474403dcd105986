package dev.evergrant.worker.work.simulation;

/** What may go wrong; a scenario has some of them. */
enum Fault {
  /** A worker is killed; its lock is free at once, its claims are rescued a good second later. */
  KILL,
  /** A worker stops past its lease, and goes on as if nothing had happened. */
  PAUSE,
  /** A worker cannot reach the database for a while, with answers in hand; its lock stays. */
  PARTITION,
  /** The database is away for everybody. */
  DATABASE_AWAY,
  /** The same, a few times an hour. */
  DATABASE_UNSTEADY,
  /** A claim is committed, but the worker never hears of it. */
  LOST_CLAIM,
  /** A batch is committed, but the worker does not hear of it and commits it again. */
  LOST_COMMIT,
  /** A request does not reach the provider. */
  LOST_REQUEST,
  /** The provider's answer is lost after it has acted. */
  LOST_ANSWER,
  /** The provider acts, and answers 5xx. */
  ERROR_AFTER_COMMIT,
  /** The provider cannot be reached: nothing is sent. */
  UNREACHABLE,
  /** The provider is slow, sometimes slower than a call's deadline. */
  SLOW,
  /** The provider answers invalid_grant to everybody for a while. */
  INCIDENT,
  /** The client secret is wrong for a while. */
  BROKEN_SECRET,
  /** Replies without a refresh token: the old one stays. */
  NO_REFRESH_TOKEN,
  /** Users disconnect at the provider. */
  DISCONNECTS,
  /** Users withdraw through the frontend. */
  WITHDRAWALS,
  /** Users authorize once more while they are connected. */
  REAUTHORIZATIONS,
  /** Subscribers report access tokens that the provider's API does not accept. */
  REPORTS
}
