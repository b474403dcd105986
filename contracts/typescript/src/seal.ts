import { CompactEncrypt, importJWK, type JWK } from 'jose'

/** The worker's public keys, as its pages serve them and `./evergrant keys` prints them. */
export interface PublicKeys {
  keys: JWK[]
}

/** Fetches the worker's public keys, such as from `http://worker:8080/.well-known/jwks.json`. */
export async function fetchKeys(url: string | URL): Promise<PublicKeys> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
  if (!answer.ok) {
    throw new Error(`The worker's public keys cannot be fetched from ${url}: it answered ${answer.status}.`)
  }
  const keys = (await answer.json()) as PublicKeys
  if (!Array.isArray(keys?.keys)) throw new Error(`What ${url} answered are no keys: is the address right?`)
  return keys
}

/**
 * The worker's keys, fetched when first needed and again after ten minutes, so that they follow a
 * change there. While that fails, the last ones are used.
 */
export class WorkerKeys {
  readonly #url: string | URL
  readonly #fetch: typeof fetchKeys
  readonly #now: () => number
  #last: { keys: PublicKeys; at: number } | undefined
  #underWay: Promise<PublicKeys> | undefined

  constructor(url: string | URL, fetch = fetchKeys, now = Date.now) {
    this.#url = url
    this.#fetch = fetch
    this.#now = now
  }

  async newest(): Promise<PublicKeys> {
    if (this.#last !== undefined && this.#now() - this.#last.at < 600_000) return this.#last.keys
    this.#underWay ??= this.#again().finally(() => (this.#underWay = undefined))
    return this.#underWay
  }

  async #again(): Promise<PublicKeys> {
    try {
      const keys = await this.#fetch(this.#url)
      this.#last = { keys, at: this.#now() }
      return keys
    } catch (problem) {
      if (this.#last === undefined) throw problem
      return this.#last.keys
    }
  }
}

/**
 * Encrypts a code and its verifier to the newest of the worker's keys, so that neither can be read
 * in Kafka. The algorithm is the key's own, else RSA-OAEP-256 or ECDH-ES+A256KW by its type.
 */
export async function seal(
  secret: { code: string; codeVerifier?: string },
  keys: PublicKeys
): Promise<string> {
  const key = keys.keys[0]
  if (key === undefined) throw new Error('The worker has no public key; configure one there.')
  const alg = key.alg ?? (key.kty === 'RSA' ? 'RSA-OAEP-256' : 'ECDH-ES+A256KW')
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(secret)))
    .setProtectedHeader({ alg, enc: 'A256GCM', ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .encrypt(await importJWK(key, alg))
}
