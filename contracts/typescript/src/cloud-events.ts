import { randomUUID } from 'node:crypto'

/** The topics; the key of every record is a connection. */
export const TOPICS = {
  authorizations: 'oauth.authorizations.v1',
  tokenReports: 'oauth.token-reports.v1',
  tokenUpdates: 'oauth.token-updates.v1'
} as const

/** A record in the binary mode of the CloudEvents Kafka binding. */
export interface Outgoing {
  topic: string
  key: string
  value: string
  headers: Record<string, string>
}

/** Writes an event of `dev.evergrant.${kind}.v1`. */
export function outgoing(
  topic: string,
  key: string,
  kind: string,
  source: string,
  data: object
): Outgoing {
  return {
    topic,
    key,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_id: randomUUID(),
      ce_source: source,
      ce_type: `dev.evergrant.${kind}.v1`,
      ce_time: new Date().toISOString(),
      'content-type': 'application/json'
    }
  }
}
