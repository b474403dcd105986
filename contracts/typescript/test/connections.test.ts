import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Connections, type TokenUpdate } from '../src/connections.js'
import { WorkerKeys, type PublicKeys } from '../src/seal.js'

const alice = 'crm-sync/production/alice'
const bob = 'crm-sync/production/bob'

function version(connection: string, number: number, accessTokens = { reader: `jwe-${number}` }): TokenUpdate {
  const [app, environment, subject] = connection.split('/') as [string, 'production', string]
  return {
    connection, app, environment, subject, provider: 'outreach', status: 'active', version: number,
    issuedAt: '2026-11-25T12:00:00Z', expiresAt: '2026-11-25T14:00:00Z', accessTokens
  }
}

function told(connections: Connections, ...updates: TokenUpdate[]): string[] {
  const news: string[] = []
  connections.beginTelling()
  for (const update of updates) connections.put(update.connection, update)
  connections.endTelling((connection) => news.push(`erased ${connection}`),
    (update) => news.push(`${update.connection} ${update.version}`))
  return news
}

test('older versions are dropped, and the same one keeps its token', () => {
  const connections = new Connections('reader')
  told(connections, version(alice, 2))
  connections.find(alice)!.token = 't2'
  assert.equal(connections.put(alice, version(alice, 1)), false)
  assert.equal(connections.put(alice, version(alice, 2)), false)
  assert.equal(connections.find(alice)!.token, 't2')
  assert.equal(connections.put(alice, version(alice, 3)), true)
  assert.equal(connections.find(alice)!.token, undefined)
})

test('a token that may not be read any more is let go', () => {
  const connections = new Connections('reader')
  told(connections, version(alice, 2))
  connections.find(alice)!.token = 't2'
  connections.put(alice, { ...version(alice, 2), accessTokens: {} } as TokenUpdate)
  assert.equal(connections.find(alice)!.token, undefined)
})

test('what another telling does not confirm was erased, and what began anew is known anew', () => {
  const connections = new Connections('reader')
  assert.deepEqual(told(connections, version(alice, 7), version(bob, 7)), [])
  assert.deepEqual(told(connections, version(bob, 1), version(bob, 2)), [`erased ${alice}`, `${bob} 2`])
  assert.equal(connections.size, 1)
  assert.deepEqual(told(connections, version(bob, 1), version(bob, 2)), [])
})

test('the keys follow the worker and outlast its absence', async () => {
  let now = 0
  let answer: () => PublicKeys = () => ({ keys: [{ kty: 'EC', kid: 'first' }] })
  const keys = new WorkerKeys('http://worker', async () => answer(), () => now)
  assert.equal((await keys.newest()).keys[0]!.kid, 'first')
  answer = () => ({ keys: [{ kty: 'EC', kid: 'second' }] })
  assert.equal((await keys.newest()).keys[0]!.kid, 'first')
  now = 600_000
  assert.equal((await keys.newest()).keys[0]!.kid, 'second')
  answer = () => { throw new Error('away') }
  now = 1_200_000
  assert.equal((await keys.newest()).keys[0]!.kid, 'second')
})
