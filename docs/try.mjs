// Tries the guides as a new user would: saves their files, runs their commands in their order
// against ./evergrant dev, and looks for what they promise. Run it with: node docs/try.mjs
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const project = join(import.meta.dirname, '..')
const guides = ['publish-from-your-frontend.md', 'use-tokens-in-your-service.md', 'rotate-a-subscribers-key.md']

/**
 * What a guide has the reader do: a comment before a block says whether to save it, to run it, or
 * to start ./evergrant dev again with it.
 */
function steps(guide) {
  const text = readFileSync(join(project, 'docs', guide), 'utf8')
  return [...text.matchAll(/^<!-- (file|run|dev) ?(.*?) ?-->\n```\w+\n([^]*?)^```$/gm)]
    .map(([, kind, what, block]) => ({ kind, what, block }))
}

async function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

const [pages, kafka, database, simulator] = [await freePort(), await freePort(), await freePort(), await freePort()]
const ports = new Map([['8080', pages], ['9092', kafka], ['8090', simulator]])
const elsewhere = (text) => text.replace(/localhost:(8080|9092|8090)/g, (_, port) => `localhost:${ports.get(port)}`)

// A directory like Evergrant's, so that nothing is written into this one.
const home = mkdtempSync(join(tmpdir(), 'evergrant-docs-'))
for (const module of ['contracts']) symlinkSync(join(project, module), join(home, module))
const java = spawnSync('bash', ['-c', `. <(sed -n '/^version_of/,/^}/p;/^find_jdk/,/^}/p' ${project}/evergrant); find_jdk`]).stdout.toString().trim()

let dev

async function start(...flags) {
  const places = ['--port', pages, '--kafka-port', kafka, '--database-port', database, '--simulator-port', simulator]
  dev = spawn(join(project, 'evergrant'), ['dev', ...places.map(String), ...flags],
    { cwd: home, env: { ...process.env, EVERGRANT_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  dev.stdout.on('data', (text) => (said += text))
  for (const end = Date.now() + 600_000; !/^ready /m.test(said); await delay(200)) {
    if (dev.exitCode !== null || Date.now() > end) throw new Error(`dev is not ready: ${said.slice(-2000)}`)
  }
}

async function stop() {
  if (dev.exitCode !== null || dev.signalCode !== null) return
  const ended = new Promise((resolve) => dev.once('exit', resolve))
  dev.kill('SIGTERM')
  await ended
}

async function main() {
  await start()
  for (const guide of guides) {
    const begun = Date.now()
    let directory = home
    let ran = 0
    for (const { kind, what, block } of steps(guide)) {
      if (kind === 'file') {
        writeFileSync(join(directory, what), elsewhere(block))
        continue
      }
      if (kind === 'dev') {
        await stop()
        await start(...block.trim().split(/\s+/).slice(2))
        continue
      }
      const { status, stdout, stderr } = spawnSync('bash', ['-ec', elsewhere(block)], {
        cwd: directory, timeout: 60_000, encoding: 'utf8', env: { ...process.env, PATH: `${java}/bin:${process.env.PATH}` }
      })
      const missing = what.split(';').filter((promise) => !stdout.includes(promise))
      if (status !== 0 || missing.length > 0) {
        throw new Error(`${guide}: this did not do what it promises (${missing}):\n${block}\n${stdout}\n${stderr}`)
      }
      if (/^mkdir -p try && cd try$/m.test(block)) directory = join(home, 'try')
      ran++
    }
    if (ran === 0) throw new Error(`${guide} has nothing to run`)
    console.log(`${guide}: ${ran} commands did what they promise in ${Math.round((Date.now() - begun) / 1000)} s`)
  }
}

try {
  await main()
} finally {
  await stop()
  rmSync(home, { recursive: true, force: true })
}
