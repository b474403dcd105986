// Writes ../docs/events.md from the AsyncAPI document and the schemas; with --check it only says
// whether that is up to date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromFile, Parser } from '@asyncapi/parser'

const contracts = join(dirname(fileURLToPath(import.meta.url)), '../..')
const target = join(contracts, 'docs/events.md')
const directory = 'src/main/resources/dev/evergrant/contracts/schemas'

const { document } = await fromFile(new Parser(), join(contracts, 'asyncapi.yaml')).parse()

/** A schema with what it refers to in place; what stands beside a $ref says more than that. */
function schema(file) {
  const root = JSON.parse(readFileSync(join(contracts, directory, file), 'utf8'))
  const resolve = (node) => {
    if (Array.isArray(node)) return node.map(resolve)
    if (node === null || typeof node !== 'object') return node
    const { $ref, ...beside } = node
    const here = Object.fromEntries(Object.entries(beside).map(([name, value]) => [name, name === 'examples' ? value : resolve(value)]))
    if ($ref === undefined) return here
    const [other, path] = $ref.split('#')
    const from = other === '' ? root : schema(other)
    return { ...resolve(path.split('/').slice(1).reduce((at, name) => at[name], from)), ...here }
  }
  return resolve(root)
}

/** One line that does not break a table. */
const cell = (text) => (text ?? '').replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim()
const anchor = (heading) => heading.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-')

function kind(of) {
  if (of.const !== undefined) return `\`${JSON.stringify(of.const)}\``
  if (of.enum !== undefined) return of.enum.map((value) => `\`${value}\``).join(', ')
  if (of.format === 'date-time') return 'time'
  if (of.type === 'array') return `list of ${kind(of.items ?? {})}`
  if (of.type === 'string' && of.maxLength !== undefined) return `text of up to ${of.maxLength}`
  return { string: 'text', integer: 'whole number', boolean: 'yes or no', object: 'object' }[of.type] ?? 'anything'
}

/** A field and those within it, each with its path. */
function rows(of, path = '') {
  return Object.entries(of.properties ?? {}).flatMap(([name, field]) => {
    const required = (of.required ?? []).includes(name) ? 'yes' : ''
    const row = `| \`${path}${name}\` | ${kind(field)} | ${required} | ${cell(field.description)} |`
    const within = field.type === 'array' ? rows(field.items ?? {}, `${path}${name}[].`) : rows(field, `${path}${name}.`)
    return [row, ...within]
  })
}

function choices(of) {
  return (of.oneOf ?? of.anyOf ?? [])
    .map((choice) => (choice.required ?? []).map((name) => `\`${name}\``).join(' and ')).filter((text) => text !== '')
}

function message(of) {
  const { title, name, headers } = of
  const file = `${name.replace(/^dev\.evergrant\./, '')}.json`
  const payload = name.startsWith('dev.evergrant.') ? schema(file) : undefined
  const lines = [`### ${title}`, '', `\`${name}\``, '']
  if (payload?.description) lines.push(payload.description, '')
  if (payload?.properties) {
    lines.push('| field | kind | required | means |', '|---|---|---|---|', ...rows(payload), '')
    const either = choices(payload)
    if (either.length > 0) lines.push(`One of ${either.join(', ')} is required.`, '')
    for (const example of payload.examples ?? []) lines.push('```json', JSON.stringify(example, null, 2), '```', '')
    lines.push(`[Schema](../${directory}/${file})`, '')
  } else if (headers?.properties) {
    lines.push('| header | kind | required | means |', '|---|---|---|---|', ...rows(headers), '')
  }
  return lines
}

const info = document.info()
const lines = [
  '<!-- Generated from asyncapi.yaml and the schemas by `npm run page` in contracts/typescript; do not edit. -->',
  `# ${info.title()}'s events`, '', info.description(), '',
  '| topic | direction | events |', '|---|---|---|'
]
const direction = (channel) => (channel.operations().all().some((one) => one.action() === 'receive') ? 'in' : 'out')
const channels = document.channels().all()
for (const channel of channels) {
  const events = channel.messages().all().map((one) => `[${one.title()}](#${anchor(one.title())})`).join(', ')
  lines.push(`| \`${channel.address()}\` | ${direction(channel)} | ${events} |`)
}
lines.push('')
for (const channel of channels) {
  lines.push(`## ${channel.json().title}`, '', `\`${channel.address()}\`, ${direction(channel)}. ${channel.description() ?? ''}`, '')
  for (const one of channel.messages().all()) lines.push(...message(one.json()))
}
const cloudEvent = channels[0].messages().all()[0].headers().json()
lines.push('## Headers of every event', '', '| header | kind | required | means |', '|---|---|---|---|', ...rows(cloudEvent), '')

const written = lines.join('\n')
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== written) {
    console.error('contracts/docs/events.md is not what the documents say; run `npm run page`.')
    process.exit(1)
  }
} else {
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, written)
}
