import type { TokenIssued, TokenRefreshed, TokenRevoked } from './events.js'

export type TokenUpdate = TokenIssued | TokenRefreshed | TokenRevoked

/** What is kept of a connection: its newest update and, once asked for, its token in the clear. */
export interface Entry {
  update: TokenUpdate
  token?: string
  /** In which telling of the topic it was last heard of. */
  telling: number
}

/**
 * The newest state of every connection. The topic may be told again from its beginning; then
 * nothing is taken away until the end, at which the topic is right about all it did not confirm:
 * it was erased, and its tombstone compacted away, while nobody was listening.
 */
export class Connections {
  readonly #entries = new Map<string, Entry>()
  /** What this telling last said of connections that are known with a newer version. */
  readonly #older = new Map<string, Entry>()
  readonly #subscriber: string
  #telling = 0

  constructor(subscriber: string) {
    this.#subscriber = subscriber
  }

  get size(): number {
    return this.#entries.size
  }

  find(connection: string): Entry | undefined {
    return this.#entries.get(connection)
  }

  /**
   * Takes an update that is not older than the known one; the same version may come again with
   * newer surroundings. Says whether the version is new.
   */
  put(connection: string, update: TokenUpdate): boolean {
    const known = this.#entries.get(connection)
    const entry: Entry = { update, telling: this.#telling }
    if (known !== undefined && known.update.version > update.version) {
      if (known.telling !== this.#telling) this.#older.set(connection, entry)
      return false
    }
    this.#older.delete(connection)
    // The same version has the same token, unless it may not be read any more.
    if (known?.token !== undefined && known.update.version === update.version && this.#mayRead(update)) {
      entry.token = known.token
    }
    this.#entries.set(connection, entry)
    return known === undefined || known.update.version < update.version
  }

  /** Forgets a connection; says whether it was known. */
  erase(connection: string): boolean {
    this.#older.delete(connection)
    return this.#entries.delete(connection)
  }

  /** From now on the topic is told from its beginning. */
  beginTelling(): void {
    this.#telling++
    this.#older.clear()
  }

  /** All that was on the topic at the beginning of the telling has been read. */
  endTelling(erased: (connection: string) => void, replaced: (update: TokenUpdate) => void): void {
    for (const [connection, entry] of this.#entries) {
      if (entry.telling === this.#telling) continue
      const since = this.#older.get(connection)
      if (since === undefined) {
        this.#entries.delete(connection)
        erased(connection)
      } else {
        this.#entries.set(connection, since)
        replaced(since.update)
      }
    }
    this.#older.clear()
  }

  #mayRead(update: TokenUpdate): boolean {
    return update.status === 'active' && update.accessTokens?.[this.#subscriber] !== undefined
  }
}
