import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import {
  Consumer,
  Producer,
  stringDeserializers,
  stringSerializers,
  type MessagesStream
} from '@platformatic/kafka'
import { compactDecrypt, importJWK, type CryptoKey, type JWK } from 'jose'
import { outgoing, TOPICS } from './cloud-events.js'
import { Connections, type TokenUpdate } from './connections.js'
import type { TokenIssued } from './events.js'

export interface TokenCacheOptions {
  /** Kafka's addresses, such as `['localhost:9092']`. */
  bootstrapServers: string[]
  /** This service's name in the worker's configuration. */
  subscriber: string
  /** Its private key; several while one is being changed for another. */
  keys: JWK | JWK[]
  /** Further options of the Kafka client, such as `sasl` and `tls`. */
  kafka?: object
}

/**
 * Why there is no token: nobody has heard of the connection; it has ended; its token's remaining
 * life is too short; the subscriber may not read the app's tokens; or none of its keys opens it.
 */
export type NoTokenReason = 'unknown' | 'ended' | 'expiring' | 'not_allowed' | 'not_opened'

/** There is no token to be had; the message says why and what to do. */
export class NoToken extends Error {
  override readonly name = 'NoToken'
  readonly reason: NoTokenReason

  constructor(reason: NoTokenReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * The newest state of every connection, read from the topic's beginning and then followed. Access
 * tokens are decrypted when first asked for. Emits `issued`, `refreshed` and `revoked` with the
 * update, `erased` with a connection, and `problem` with an error that it recovers from by itself.
 */
export class TokenCache extends EventEmitter {
  readonly #options: TokenCacheOptions
  readonly #connections: Connections
  readonly #keys = new Map<string, CryptoKey | Uint8Array>()
  readonly #ends = new Map<string, bigint>()
  readonly #positions = new Map<string, bigint>()
  #producer: Producer<string, string, string, string> | undefined
  #consumer: Consumer<string, string, string, string> | undefined
  #stopped = false
  #caughtUp = false
  #ready: (() => void) | undefined

  constructor(options: TokenCacheOptions) {
    super()
    this.#options = options
    this.#connections = new Connections(options.subscriber)
  }

  /** Resolves when everything that had been published before the call has been read. */
  async start(): Promise<void> {
    const caughtUp = new Promise<void>((resolve) => (this.#ready = resolve))
    void this.#follow()
    await caughtUp
  }

  /** How many connections are known, revoked ones among them. */
  get size(): number {
    return this.#connections.size
  }

  /** A connection's newest state; without a token in the clear. */
  state(connection: string): TokenUpdate | undefined {
    return this.#connections.find(connection)?.update
  }

  /**
   * The access token of a connection, written `app/environment/subject`.
   *
   * @param minimumLifetimeMs how long it must still live, in milliseconds
   * @throws NoToken if there is none that does
   */
  async accessToken(connection: string, minimumLifetimeMs = 0): Promise<string> {
    const entry = this.#connections.find(connection)
    if (entry === undefined) {
      throw new NoToken('unknown', `${connection} is not known: has its user authorized the app?`)
    }
    const update = entry.update
    if (update.status === 'revoked') {
      throw new NoToken('ended', `${connection} has ended (${update.reason}): its user has to authorize again.`)
    }
    if (Date.parse(update.expiresAt) - Date.now() < minimumLifetimeMs) {
      throw new NoToken('expiring', `The token of ${connection} ends at ${update.expiresAt}; a newer one is not here yet.`)
    }
    entry.token ??= await this.#open(connection, update)
    return entry.token
  }

  /** Tells the worker that the provider's API answered 401 to the token of that version. */
  async reportRejected(connection: string, version: number): Promise<void> {
    this.#producer ??= new Producer({
      clientId: 'evergrant-client',
      bootstrapBrokers: this.#options.bootstrapServers,
      serializers: stringSerializers,
      ...this.#options.kafka
    })
    const data = { connection, version }
    const source = `/${this.#options.subscriber}`
    await this.#producer.send({
      messages: [outgoing(TOPICS.tokenReports, connection, 'token.rejected', source, data)],
      acks: -1
    })
  }

  async close(): Promise<void> {
    this.#stopped = true
    await this.#closeConsumer()
    await this.#producer?.close()
  }

  /** Follows the topic for ever; what breaks is begun again from the beginning, which is harmless. */
  async #follow(): Promise<void> {
    for (let failures = 0; !this.#stopped; failures++) {
      try {
        const stream = await this.#connect()
        failures = 0
        stream.on('fetch', () => this.#reached(stream))
        for await (const record of stream) {
          this.#take(record.key, record.value, record.headers)
          const place = String(record.partition)
          this.#positions.set(place, record.offset + 1n)
          this.#checkReady()
        }
      } catch (problem) {
        if (this.#stopped) return
        this.emit('problem', problem)
      }
      await this.#closeConsumer()
      await delay(Math.min(10_000, 200 * 2 ** Math.min(failures, 6)))
    }
  }

  async #closeConsumer(): Promise<void> {
    try {
      await this.#consumer?.close(true)
    } catch {
      // It is given up either way.
    }
  }

  async #connect(): Promise<MessagesStream<string, string, string, string>> {
    // A group of its own, as every instance needs all partitions; nothing is ever committed.
    this.#consumer = new Consumer({
      clientId: 'evergrant-client',
      groupId: `evergrant-cache-${this.#options.subscriber}-${randomUUID()}`,
      bootstrapBrokers: this.#options.bootstrapServers,
      deserializers: stringDeserializers,
      ...this.#options.kafka
    })
    const ends = await this.#consumer.listOffsets({ topics: [TOPICS.tokenUpdates], timestamp: -1n })
    this.#ends.clear()
    this.#positions.clear()
    ends.get(TOPICS.tokenUpdates)?.forEach((end, partition) => {
      if (end > 0n) this.#ends.set(String(partition), end)
    })
    this.#connections.beginTelling()
    this.#caughtUp = false
    this.#checkReady()
    return this.#consumer.consume({
      topics: [TOPICS.tokenUpdates],
      mode: 'earliest',
      autocommit: false,
      maxWaitTime: 500
    })
  }

  /** Where compaction has left nothing at a partition's end, no record tells that it is reached. */
  #reached(stream: MessagesStream<string, string, string, string>): void {
    if (stream.readableLength > 0) return
    for (const [place, offset] of stream.offsetsToFetch) {
      this.#positions.set(place.slice(place.lastIndexOf(':') + 1), offset)
    }
    this.#checkReady()
  }

  #checkReady(): void {
    if (this.#caughtUp) return
    for (const [partition, end] of this.#ends) {
      if ((this.#positions.get(partition) ?? 0n) < end) return
    }
    this.#caughtUp = true
    this.#connections.endTelling(
      (connection) => this.emit('erased', connection),
      (update) => this.emit(update.status === 'revoked' ? 'revoked' : 'issued', update)
    )
    this.#ready?.()
    this.#ready = undefined
  }

  #take(connection: string, value: string | undefined, headers: Map<string, string>): void {
    if (value === undefined || value === null || value === '') {
      if (this.#connections.erase(connection)) this.emit('erased', connection)
      return
    }
    let update: TokenUpdate
    try {
      update = JSON.parse(value) as TokenUpdate
    } catch {
      this.emit('problem', new Error(`An update of ${connection} is not JSON and is skipped.`))
      return
    }
    if (this.#connections.put(connection, update)) {
      this.emit(/\.token\.(\w+)\.v1$/.exec(headers.get('ce_type') ?? '')?.[1] ?? 'refreshed', update)
    }
  }

  async #open(connection: string, update: TokenIssued): Promise<string> {
    const jwe = update.accessTokens?.[this.#options.subscriber]
    if (jwe === undefined) {
      throw new NoToken(
        'not_allowed',
        `${this.#options.subscriber} may not read tokens of ${update.app}: see subscribers in the worker's configuration.`
      )
    }
    try {
      const { plaintext } = await compactDecrypt(jwe, async (header) => this.#key(header.kid, header.alg))
      return new TextDecoder().decode(plaintext)
    } catch (problem) {
      if (problem instanceof NoToken) throw problem
      throw new NoToken('not_opened', `The token of ${connection} does not open with the keys of ${this.#options.subscriber}.`)
    }
  }

  async #key(kid: string | undefined, alg: string): Promise<CryptoKey | Uint8Array> {
    const all = Array.isArray(this.#options.keys) ? this.#options.keys : [this.#options.keys]
    const jwk = all.find((key) => key.kid === kid) ?? (all.length === 1 ? all[0] : undefined)
    if (jwk === undefined) {
      throw new NoToken('not_opened', `The token is encrypted to the key ${kid}, which ${this.#options.subscriber} does not have.`)
    }
    const name = `${jwk.kid ?? ''}/${alg}`
    const known = this.#keys.get(name)
    if (known !== undefined) return known
    const key = await importJWK(jwk, alg)
    this.#keys.set(name, key)
    return key
  }
}
