import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

const home = mkdtempSync(join(tmpdir(), 'evergrant-example-'))
const started = []
let site

async function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Starts a program and waits for its line that begins with "ready". */
async function start(command, args, env) {
  const program = spawn(command, args.map(String), { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  started.unshift(program)
  let said = ''
  program.stdout.on('data', (text) => (said += text))
  for (const end = Date.now() + 240_000; !/^ready /m.test(said); await delay(100)) {
    if (program.exitCode !== null || Date.now() > end) throw new Error(`${command} is not ready: ${said.slice(-2000)}`)
  }
}

before(async () => {
  const [pages, kafka, database, simulator, port] = [
    await freePort(), await freePort(), await freePort(), await freePort(), await freePort()]
  site = `http://localhost:${port}`
  await start(join(import.meta.dirname, '../../evergrant'),
    ['dev', '--port', pages, '--kafka-port', kafka, '--database-port', database, '--simulator-port', simulator,
      '--redirect-uri', `${site}/oauth/callback`], { EVERGRANT_HOME: home })
  await start(process.execPath, [join(import.meta.dirname, 'server.mjs')], {
    PORT: port, KAFKA: `localhost:${kafka}`, WORKER: `http://localhost:${pages}`, PROVIDER: `http://localhost:${simulator}` })
}, { timeout: 300_000 })

after(async () => {
  for (const program of started) {
    if (program.exitCode !== null) continue
    const ended = new Promise((resolve) => program.once('exit', resolve))
    program.kill('SIGTERM')
    await ended
  }
  rmSync(home, { recursive: true, force: true })
})

/** A browser as far as it is needed: it keeps the site's cookie and follows no redirect by itself. */
function browser() {
  let cookie
  return async (url) => {
    const answer = await fetch(new URL(url, site), { redirect: 'manual', headers: cookie ? { cookie } : {} })
    const set = answer.headers.get('set-cookie')
    if (set !== null) {
      assert.match(set, /HttpOnly; SameSite=Lax/)
      cookie = set.split(';')[0]
    }
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
  }
}

/** The user says yes to what /connect asks of the provider, and is sent back with a code. */
async function consent(authorizeUrl, user) {
  const answer = await fetch(`${authorizeUrl}&prompt=none&login_hint=${user}@acme.example`, { redirect: 'manual' })
  return answer.headers.get('location')
}

test('a user connects, and the page shows the connection becoming active', async () => {
  const visit = browser()
  assert.match((await visit('/')).text, /Connect to Outreach/)
  const { location } = await visit('/connect?environment=development')
  const asked = new URL(location).searchParams
  assert.equal(asked.get('code_challenge_method'), 'S256')
  assert.match(asked.get('state'), /^development\.[\w-]{43}$/)
  const back = await visit(await consent(location, 'anna'))
  assert.equal(back.location, '/')
  for (const end = Date.now() + 60_000; !/Active until/.test((await visit('/')).text); await delay(100)) {
    assert.ok(Date.now() < end, 'the connection did not become active')
  }
  assert.match((await visit('/')).text, /crm-sync\/development\/user-/)
})

test('a code that another session began, or that comes twice, is not published', async () => {
  const visit = browser()
  await visit('/')
  const { location } = await visit('/connect')
  const callback = await consent(location, 'berta')
  const stranger = browser()
  await stranger('/')
  await stranger('/connect')
  assert.equal((await stranger(callback)).status, 400)
  assert.equal((await visit(callback)).status, 302)
  assert.equal((await visit(callback)).status, 400)
  assert.match((await stranger('/')).text, /Connect to Outreach/)
})

test('a user who says no is told that nothing was connected', async () => {
  const visit = browser()
  await visit('/')
  const { location } = await visit('/connect')
  const state = new URL(location).searchParams.get('state')
  const denied = await visit(`/oauth/callback?error=access_denied&state=${state}`)
  assert.equal(denied.status, 400)
  assert.match(denied.text, /You said no/)
  const other = await visit(`/connect`).then(({ location }) => new URL(location).searchParams.get('state'))
  const odd = await visit(`/oauth/callback?error=${encodeURIComponent('<script>')}&state=${other}`)
  assert.match(odd.text, /&#60;script&#62;/)
})
