// Writes src/events.ts from the JSON Schemas; with --check it only says whether that is up to date.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { dirname, join } from 'node:path'
import { compile } from 'json-schema-to-typescript'

const here = dirname(fileURLToPath(import.meta.url))
const schemas = join(here, '../../src/main/resources/dev/evergrant/contracts/schemas')
const target = join(here, '../src/events.ts')

const parts = ['// Generated from the JSON Schemas by `npm run generate`; do not edit.\n']
const options = {
  bannerComment: '',
  cwd: schemas + '/',
  additionalProperties: false,
  declareExternallyReferenced: false,
  style: { semi: false, singleQuote: true, printWidth: 100 }
}
const common = JSON.parse(readFileSync(join(schemas, 'common.v1.json'), 'utf8'))
parts.push(
  await compile({ ...common.$defs.affected, $defs: common.$defs }, 'Affected', {
    ...options,
    declareExternallyReferenced: true
  })
)
for (const file of readdirSync(schemas).sort()) {
  if (file === 'common.v1.json') continue
  const schema = JSON.parse(readFileSync(join(schemas, file), 'utf8'))
  // The alternatives of code and sealedCode say which one is there, not what it is.
  delete schema.oneOf
  delete schema.examples
  delete schema.$id
  schema.title = file.split('.').slice(0, -2).map((word) => word[0].toUpperCase() + word.slice(1)).join('')
  parts.push(await compile(schema, schema.title, options))
}
const written = parts.join('\n')
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== written) {
    console.error('src/events.ts is not what the schemas say; run `npm run generate`.')
    process.exit(1)
  }
} else {
  writeFileSync(target, written)
}
