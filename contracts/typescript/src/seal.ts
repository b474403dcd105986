import { CompactEncrypt, importJWK, type JWK } from 'jose'

/** The worker's public keys, as its pages serve them and `./evergrant keys` prints them. */
export interface PublicKeys {
  keys: JWK[]
}

/** Fetches the worker's public keys, such as from `http://worker:8080/keys`. */
export async function fetchKeys(url: string | URL): Promise<PublicKeys> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  if (!answer.ok) {
    throw new Error(`The worker's public keys cannot be fetched from ${url}: it answered ${answer.status}.`)
  }
  return (await answer.json()) as PublicKeys
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
