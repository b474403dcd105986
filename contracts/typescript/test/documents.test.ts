import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromFile, Parser } from '@asyncapi/parser'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const contracts = join(import.meta.dirname, '../../..')
const schemas = join(contracts, 'src/main/resources/dev/evergrant/contracts/schemas')

test('the AsyncAPI document passes the official parser without a word', async () => {
  const parsed = await fromFile(new Parser(), join(contracts, 'asyncapi.yaml')).parse()
  assert.deepEqual(parsed.diagnostics, [])
  assert.equal(parsed.document?.messages().length, 12)
})

test('the schemas keep to their own meta-schema in strict mode, and their examples to them', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
  formats.default(ajv)
  const files = readdirSync(schemas)
  for (const file of files) {
    const schema = JSON.parse(readFileSync(join(schemas, file), 'utf8'))
    assert.equal(ajv.validateSchema(schema), true, `${file}: ${ajv.errorsText()}`)
    ajv.addSchema(schema)
  }
  for (const file of files.filter((name) => name !== 'common.v1.json')) {
    const validate = ajv.getSchema(file)!
    const { examples } = JSON.parse(readFileSync(join(schemas, file), 'utf8'))
    for (const example of examples) {
      assert.equal(validate(example), true, `${file}: ${ajv.errorsText(validate.errors)}`)
    }
  }
})

test('the types are those of the schemas', () => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/generate.mjs'), '--check'])
})

test('the page for people is what the documents say', () => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/page.mjs'), '--check'])
})
