// A web frontend that connects its users to Outreach; the README says how to run it.
import { createHash, randomBytes } from 'node:crypto'
import { GrantPublisher, TokenCache } from '@evergrant/client'
import express from 'express'

const { PORT = '3000', KAFKA = 'localhost:9092', WORKER = 'http://localhost:8080', PROVIDER = 'http://localhost:8090' } = process.env
const redirectUri = `http://localhost:${PORT}/oauth/callback`
const clients = { development: 'crm-sync-dev', production: 'crm-sync-prod' }

const grants = new GrantPublisher({
  bootstrapServers: [KAFKA], source: '/web-frontend', keys: `${WORKER}/.well-known/jwks.json`
})
// States only: a frontend needs nobody's access token, and so has no key.
const connections = new TokenCache({ bootstrapServers: [KAFKA], subscriber: 'web-frontend', keys: [] })
connections.on('problem', (problem) => console.error(problem.message))

// One process, sessions in memory: a real frontend has a log-in and a session store of its own.
const sessions = new Map()
const random = () => randomBytes(32).toString('base64url')
const escape = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
const page = (body, head = '') =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Connect</title>${head}<main>${body}</main></html>`

const app = express()
app.use((request, response, next) => {
  const id = /(?:^|; )session=([\w-]{43})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1]
  request.session = id && sessions.get(id)
  if (request.session === undefined) {
    const fresh = random()
    sessions.set(fresh, (request.session = { user: `user-${random().slice(0, 8)}` }))
    response.cookie('session', fresh, { httpOnly: true, sameSite: 'lax' })
  }
  next()
})

app.get('/', ({ session }, response) => {
  const state = session.connection && connections.state(session.connection)
  const link = '<p><a href="/connect?environment=development">Connect to Outreach</a></p>'
  if (session.connection === undefined) return response.send(page(`<h1>Hello ${session.user}</h1>${link}`))
  if (state === undefined) {
    return response.send(page('<h1>Connecting …</h1>', '<meta http-equiv="refresh" content="1">'))
  }
  const about = state.status === 'active' ? `Active until ${state.expiresAt}, then refreshed.` : `Ended: ${state.reason}.`
  response.send(page(`<h1>${escape(session.connection)}</h1><p>${escape(about)}</p>${state.status === 'active' ? '' : link}`))
})

app.get('/connect', ({ session, query }, response) => {
  const environment = query.environment === 'production' ? 'production' : 'development'
  // The state says which credentials are meant, and only this browser's session knows it (RFC 6749 §10.12).
  session.pending = { state: `${environment}.${random()}`, environment, codeVerifier: random() }
  const challenge = createHash('sha256').update(session.pending.codeVerifier).digest('base64url')
  response.redirect(`${PROVIDER}/oauth/authorize?${new URLSearchParams({
    client_id: clients[environment], redirect_uri: redirectUri, response_type: 'code', scope: 'users.read',
    state: session.pending.state, code_challenge: challenge, code_challenge_method: 'S256'
  })}`)
})

app.get('/oauth/callback', async ({ session, query }, response) => {
  const { pending } = session
  delete session.pending // a state is good once
  if (pending === undefined || query.state !== pending.state) {
    return response.status(400).send(page('<h1>This did not begin here</h1><p>Go <a href="/">back</a> and connect again.</p>'))
  }
  if (typeof query.code !== 'string') {
    const why = query.error === 'access_denied' ? 'You said no, and nothing was connected.' : `The provider said: ${query.error}.`
    return response.status(400).send(page(`<h1>Not connected</h1><p>${escape(why)} <a href="/">Back</a></p>`))
  }
  const { environment, codeVerifier } = pending
  await grants.publishGrant({ app: 'crm-sync', environment, subject: session.user, code: query.code, codeVerifier, redirectUri })
  session.connection = `crm-sync/${environment}/${session.user}`
  response.redirect('/')
})

await connections.start()
app.listen(Number(PORT), 'localhost', () => console.log(`ready http://localhost:${PORT}/`))
