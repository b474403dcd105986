// Generated from the JSON Schemas by `npm run generate`; do not edit.

/**
 * A connection, written app/environment/subject.
 */
export type Connection = string
/**
 * The frontend's own stable id of whoever authorized.
 */
export type Subject = string

/**
 * One connection of a batch.
 */
export interface Affected {
  connection: Connection
  subject: Subject
  user?: User
  /**
   * Why it ends or ended, in the words of a token update; of a resolved one, what resolved it: reauthorized, withdrawn, refreshed, not_needed or let_go.
   */
  reason: string
  /**
   * When it will end, ended, or was resolved.
   */
  at: string
  /**
   * Which reminder this is; absent at the first time.
   */
  reminder?: number
}
/**
 * The person, as far as anybody told.
 */
export interface User {
  /**
   * The provider's id of the person.
   */
  id?: string
  /**
   * The person's address.
   */
  email?: string
  /**
   * The person's organization at the provider.
   */
  organization?: string
}

/**
 * An app's environment is paused: the provider refuses its configuration, or refuses unusually many of its refresh tokens. No connection is lost by it. Topic oauth.alerts.v1, to people's tools.
 */
export interface AppPaused {
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * The provider's error code.
   */
  error: string
  /**
   * What has happened and what to do, as a sentence.
   */
  message: string
  /**
   * A time as in RFC 3339, with seconds and an offset.
   */
  at: string
}

/**
 * A paused app's environment works again. Topic oauth.alerts.v1, to people's tools.
 */
export interface AppResumed {
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * A time as in RFC 3339, with seconds and an offset.
   */
  pausedAt: string
  /**
   * A time as in RFC 3339, with seconds and an offset.
   */
  at: string
}

/**
 * A user has authorized an app, and here is the one-time code. Topic oauth.authorizations.v1, from web frontends.
 */
export interface AuthorizationCompleted {
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app; left out, it follows from state, then from redirectUri.
   */
  environment?: 'production' | 'development'
  /**
   * The frontend's own stable id of whoever authorized.
   */
  subject: string
  /**
   * The authorization code. Secret: prefer sealedCode.
   */
  code?: string
  /**
   * A compact JWE of {"code","codeVerifier"} to the worker's public key.
   */
  sealedCode?: string
  /**
   * Exactly as in the authorization request (RFC 6749, section 4.1.3).
   */
  redirectUri: string
  /**
   * Exactly as in the authorization request.
   */
  state?: string
  /**
   * The verifier of PKCE (RFC 7636, section 4.1). Secret: prefer sealedCode.
   */
  codeVerifier?: string
  /**
   * Scopes, separated by spaces.
   */
  scope?: string
  user?: User
}

/**
 * A code could not be turned into tokens; the user has to authorize once more. Topic oauth.alerts.v1, to people's tools.
 */
export interface AuthorizationFailed {
  /**
   * A connection, written app/environment/subject.
   */
  connection: string
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The frontend's own stable id of whoever authorized.
   */
  subject: string
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * Why, as a word: refused, deadline_passed or lost_in_flight.
   */
  reason: string
  /**
   * What has happened and what to do, as a sentence.
   */
  message: string
  /**
   * The provider's error code.
   */
  error?: string
  /**
   * A time as in RFC 3339, with seconds and an offset.
   */
  at: string
}

/**
 * A user no longer wants an app to act for them. Topic oauth.authorizations.v1, from web frontends.
 */
export interface AuthorizationWithdrawn {
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Left out, the connections of both environments are meant.
   */
  environment?: 'production' | 'development'
  /**
   * The frontend's own stable id of whoever authorized.
   */
  subject: string
}

/**
 * People have to authorize an app again, sooner or later. A batch is about connections of one app, environment and organization. Topic oauth.alerts.v1, to people's tools.
 */
export interface ReauthorizationRequired {
  /**
   * The batch's id, the same in all its parts.
   */
  batch: string
  /**
   * From 1 to parts.
   */
  part: number
  /**
   * How many events the batch has.
   */
  parts: number
  /**
   * Whether it is ahead of time.
   */
  kind: 'expiring' | 'expired'
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * Whose users these are; absent where it is unknown.
   */
  organization?: string
  /**
   * Where to send them; a frontend that uses PKCE adds its challenge.
   */
  authorizeUrl: string
  /**
   * Whom it is about.
   *
   * @minItems 1
   * @maxItems 500
   */
  connections: [Affected, ...Affected[]]
  /**
   * All of it in plain text, for a chat or a mail.
   */
  text?: string
}

/**
 * What reauthorization.required asked for is not needed any more. Topic oauth.alerts.v1, to people's tools.
 */
export interface ReauthorizationResolved {
  /**
   * The batch's id, the same in all its parts.
   */
  batch: string
  /**
   * From 1 to parts.
   */
  part: number
  /**
   * How many events the batch has.
   */
  parts: number
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * Whose users these are; absent where it is unknown.
   */
  organization?: string
  /**
   * Whom it is about.
   *
   * @minItems 1
   * @maxItems 500
   */
  connections: [Affected, ...Affected[]]
  /**
   * All of it in plain text, for a chat or a mail.
   */
  text?: string
}

/**
 * A connection has its first tokens, or new ones by a new grant. Topic oauth.token-updates.v1, to subscribers.
 */
export interface TokenIssued {
  /**
   * A connection, written app/environment/subject.
   */
  connection: string
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The frontend's own stable id of whoever authorized.
   */
  subject: string
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * It has tokens.
   */
  status: 'active'
  /**
   * Rises by one with every token set of a connection, and with its end.
   */
  version: number
  /**
   * Scopes, separated by spaces.
   */
  scope?: string
  /**
   * As the provider says, mostly Bearer.
   */
  tokenType?: string
  /**
   * When the request that brought the tokens was sent.
   */
  issuedAt: string
  /**
   * When the access token ends, less a small margin.
   */
  expiresAt: string
  /**
   * When only a person can keep the connection alive, where that is known.
   */
  reauthorizeBy?: string
  /**
   * By subscriber, the access token as a compact JWE to that subscriber's public key.
   */
  accessTokens?: {
    [k: string]: string
  }
}

/**
 * A connection's tokens have been refreshed; or its state is published once more with the same version and tokens, because what is around them is newer. Topic oauth.token-updates.v1, to subscribers.
 */
export interface TokenRefreshed {
  /**
   * A connection, written app/environment/subject.
   */
  connection: string
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The frontend's own stable id of whoever authorized.
   */
  subject: string
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * It has tokens.
   */
  status: 'active'
  /**
   * Rises by one with every token set of a connection, and with its end.
   */
  version: number
  /**
   * Scopes, separated by spaces.
   */
  scope?: string
  /**
   * As the provider says, mostly Bearer.
   */
  tokenType?: string
  /**
   * When the request that brought the tokens was sent.
   */
  issuedAt: string
  /**
   * When the access token ends, less a small margin.
   */
  expiresAt: string
  /**
   * When only a person can keep the connection alive, where that is known.
   */
  reauthorizeBy?: string
  /**
   * By subscriber, the access token as a compact JWE to that subscriber's public key.
   */
  accessTokens?: {
    [k: string]: string
  }
}

/**
 * A subscriber used an access token and the provider's API answered 401. Topic oauth.token-reports.v1, from subscribers.
 */
export interface TokenRejected {
  /**
   * A connection, written app/environment/subject.
   */
  connection: string
  /**
   * The token update's version; a report about an older one changes nothing.
   */
  version: number
}

/**
 * A connection has ended. Topic oauth.token-updates.v1, to subscribers.
 */
export interface TokenRevoked {
  /**
   * A connection, written app/environment/subject.
   */
  connection: string
  /**
   * The app's configured name; it has no slash.
   */
  app: string
  /**
   * Which credentials of the app.
   */
  environment: 'production' | 'development'
  /**
   * The frontend's own stable id of whoever authorized.
   */
  subject: string
  /**
   * The provider's name in the catalogue.
   */
  provider: string
  /**
   * It has no tokens any more.
   */
  status: 'revoked'
  /**
   * Rises by one with every token set of a connection, and with its end.
   */
  version: number
  /**
   * Why a connection has ended.
   */
  reason:
    | 'user_disconnected'
    | 'provider_revoked'
    | 'development_expired'
    | 'refresh_token_expired'
    | 'lost_in_flight'
    | 'operator_revoked'
}
