import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { GrantPublisher, NoToken, TokenCache } from '../src/index.js'

// Everything on this machine: embedded Kafka and PostgreSQL, a simulated Outreach and the worker.
const project = join(import.meta.dirname, '../../../..')
const home = mkdtempSync(join(tmpdir(), 'evergrant-'))
let dev: ChildProcess
let kafka: string[]
let simulator: string
let redirectUri: string
let ports: number[]
let cache: TokenCache
let publisher: GrantPublisher

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Waits until something holds; fails when it does not within two minutes. */
async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 120_000
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > end) throw new Error('it did not happen within two minutes')
    await delay(50)
  }
}

async function start(): Promise<void> {
  ports ??= await Promise.all([1, 2, 3, 4].map(freePort))
  const [pages, broker, database, provider] = ports
  dev = spawn(
    join(project, 'evergrant'),
    ['dev', '--port', `${pages}`, '--kafka-port', `${broker}`, '--database-port', `${database}`,
      '--simulator-port', `${provider}`, '--token-lifetime', '20s'],
    { env: { ...process.env, EVERGRANT_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] }
  )
  kafka = [`localhost:${broker}`]
  simulator = `http://localhost:${provider}`
  redirectUri = `http://localhost:${pages}/oauth/callback`
  let output = ''
  dev.stdout!.on('data', (text) => (output += String(text)))
  const end = Date.now() + 600_000
  while (!/^ready /m.test(output)) {
    if (dev.exitCode !== null || Date.now() > end) throw new Error(`dev is not ready: ${output.slice(-2000)}`)
    await delay(100)
  }
}

async function stop(): Promise<void> {
  if (dev === undefined || dev.exitCode !== null) return
  const ended = new Promise((resolve) => dev.once('exit', resolve))
  dev.kill('SIGTERM')
  await ended
}

/** A user consents at once, and this is the code that the redirect brings. */
async function consent(user: string): Promise<string> {
  const query = new URLSearchParams({
    client_id: 'crm-sync-dev', redirect_uri: redirectUri, response_type: 'code',
    scope: 'users.read', state: 'dev', prompt: 'none', login_hint: `${user}@acme.example`
  })
  const answer = await fetch(`${simulator}/oauth/authorize?${query}`, { redirect: 'manual' })
  return new URL(answer.headers.get('location')!).searchParams.get('code')!
}

async function connect(user: string): Promise<string> {
  await publisher.publishGrant({
    app: 'crm-sync', subject: user, code: await consent(user), redirectUri, state: 'dev'
  })
  const connection = `crm-sync/development/${user}`
  await eventually(() => cache.state(connection))
  return connection
}

before(async () => {
  await start()
  publisher = new GrantPublisher({
    bootstrapServers: kafka, source: '/npm-test', keys: redirectUri.replace('/oauth/callback', '/.well-known/jwks.json')
  })
  const keys = JSON.parse(readFileSync(join(home, '.evergrant/demo-subscriber.jwk'), 'utf8'))
  cache = new TokenCache({ bootstrapServers: kafka, subscriber: 'demo', keys })
  await cache.start()
}, { timeout: 200_000 })

after(async () => {
  await publisher?.close()
  await cache?.close()
  await stop()
  rmSync(home, { recursive: true, force: true })
})

test('a published grant becomes an access token that the provider accepts', async () => {
  const connection = await connect('alice')
  const token = await cache.accessToken(connection)
  const me = await fetch(`${simulator}/api/v2/users/me`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(me.status, 200)
  assert.equal(((await me.json()) as { email: string }).email, 'alice@acme.example')
})

test('the cache follows refreshes, and its tokens stay good', async () => {
  const connection = await connect('bob')
  const first = await cache.accessToken(connection)
  await eventually(() => (cache.state(connection)!.version > 1 ? true : undefined))
  const second = await cache.accessToken(connection, 1_000)
  assert.notEqual(second, first)
})

test('a rejected token is replaced at once', async () => {
  const connection = await connect('carol')
  const version = cache.state(connection)!.version
  await cache.reportRejected(connection, version)
  await eventually(() => (cache.state(connection)!.version > version ? true : undefined))
})

test('a withdrawn connection has no token, and the error says what to do', async () => {
  const connection = await connect('dave')
  const revoked = new Promise<string>((resolve) => cache.once('revoked', (update) => resolve(update.reason)))
  await publisher.publishWithdrawal({ app: 'crm-sync', environment: 'development', subject: 'dave' })
  assert.equal(await revoked, 'user_disconnected')
  await assert.rejects(cache.accessToken(connection), (problem: Error) =>
    problem instanceof NoToken && /has to authorize again/.test(problem.message))
})

test('an unknown connection and too short a life are told apart', async () => {
  await assert.rejects(cache.accessToken('crm-sync/development/nobody'), /is not known/)
  const connection = await connect('erin')
  await assert.rejects(cache.accessToken(connection, 3_600_000), /a newer one is not here yet/)
})

test('another cache catches up with everything before it is ready', async () => {
  const keys = JSON.parse(readFileSync(join(home, '.evergrant/demo-subscriber.jwk'), 'utf8'))
  const late = new TokenCache({ bootstrapServers: kafka, subscriber: 'demo', keys })
  await late.start()
  assert.equal(late.size, cache.size)
  await late.close()
})

test('a restart of Kafka and of the worker in the middle loses nothing', async () => {
  const connection = await connect('frank')
  const version = cache.state(connection)!.version
  const code = await consent('grace')
  await stop()
  assert.notEqual(await cache.accessToken(connection), '')
  const grant = { app: 'crm-sync', subject: 'grace', code, redirectUri, state: 'dev' }
  const published = eventually(() => publisher.publishGrant(grant).then(() => true, () => undefined))
  await start()
  await published
  await eventually(() => cache.state('crm-sync/development/grace'))
  await eventually(() => (cache.state(connection)!.version > version ? true : undefined))
  assert.notEqual(await cache.accessToken('crm-sync/development/grace'), '')
})
