import { Producer, stringSerializers } from '@platformatic/kafka'
import { outgoing, TOPICS, type Outgoing } from './cloud-events.js'
import { seal, WorkerKeys, type PublicKeys } from './seal.js'
import type { AuthorizationCompleted, AuthorizationWithdrawn } from './events.js'

/** A user's authorization, as the frontend's callback has it. */
export type Grant = Omit<AuthorizationCompleted, 'sealedCode' | 'code'> & { code: string }

export interface GrantPublisherOptions {
  /** Kafka's addresses, such as `['localhost:9092']`. */
  bootstrapServers: string[]
  /** Who publishes, as a URI reference: the CloudEvents source, such as `/crm-frontend`. */
  source: string
  /**
   * The worker's public keys, or where they are fetched, such as
   * `http://worker:8080/.well-known/jwks.json`; with them, codes and verifiers travel encrypted.
   */
  keys?: PublicKeys | string | URL | WorkerKeys
  /** Further options of the Kafka client, such as `sasl` and `tls`. */
  kafka?: object
}

/**
 * Publishes what users have agreed to, or no longer agree to. A promise is fulfilled when all
 * in-sync replicas have the event, and rejected when they do not have it for sure; an event that is
 * published twice is exchanged once. Codes are never logged, nor part of an error.
 */
export class GrantPublisher {
  readonly #producer: Producer<string, string, string, string>
  readonly #source: string
  readonly #keys: PublicKeys | WorkerKeys | undefined

  constructor(options: GrantPublisherOptions) {
    this.#source = options.source
    const { keys } = options
    this.#keys = typeof keys === 'string' || keys instanceof URL ? new WorkerKeys(keys) : keys
    this.#producer = new Producer({
      clientId: 'evergrant-client',
      bootstrapBrokers: options.bootstrapServers,
      serializers: stringSerializers,
      idempotent: true,
      ...options.kafka
    })
  }

  /** Hands a one-time code over, which the worker then exchanges. */
  async publishGrant(grant: Grant): Promise<void> {
    const { code, codeVerifier, ...rest } = grant
    const secret = codeVerifier === undefined ? { code } : { code, codeVerifier }
    const data: AuthorizationCompleted =
      this.#keys === undefined
        ? { ...rest, ...secret }
        : { ...rest, sealedCode: await seal(secret, await this.#newest(this.#keys)) }
    await this.#send('authorization.completed', data)
  }

  async #newest(keys: PublicKeys | WorkerKeys): Promise<PublicKeys> {
    return keys instanceof WorkerKeys ? keys.newest() : keys
  }

  /** Ends a user's connection. */
  async publishWithdrawal(withdrawal: AuthorizationWithdrawn): Promise<void> {
    await this.#send('authorization.withdrawn', withdrawal)
  }

  async close(): Promise<void> {
    await this.#producer.close()
  }

  async #send(kind: string, data: AuthorizationCompleted | AuthorizationWithdrawn): Promise<void> {
    // All events of one subject share a key, and so keep their order.
    const key = `${data.app}/${data.environment ?? ''}/${data.subject}`
    const event: Outgoing = outgoing(TOPICS.authorizations, key, kind, this.#source, data)
    try {
      await this.#producer.send({ messages: [event], acks: -1 })
    } catch (problem) {
      // The client's own error may hold the message, and with it the code.
      const code = problem instanceof Error && 'code' in problem ? ` (${String(problem.code)})` : ''
      throw new Error(`The ${kind} event of ${key} could not be published${code}; try again.`)
    }
  }
}
