// Writes packages/core/src/generated/ from the API models of the three services.
//
//   npm run generate -- <folder>          folder: iot.json, iot-data.json, iot-jobs-data.json (the layout of the AWS SDK for Python)
//   npm run check:generated               fails when a generated file was edited by hand, or, with IOT_MODEL_DIR set, when the models moved on
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SERVICES = [
  { id: 'iot', sdkPackage: '@aws-sdk/client-iot', prefix: 'Iot' },
  { id: 'iot-data', sdkPackage: '@aws-sdk/client-iot-data-plane', prefix: 'IotData' },
  { id: 'iot-jobs-data', sdkPackage: '@aws-sdk/client-iot-jobs-data-plane', prefix: 'IotJobsData' },
]
const OUT = new URL('../packages/core/src/generated/', import.meta.url).pathname

const isCheck = process.argv.includes('--check')
const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? process.env.IOT_MODEL_DIR

if (folder !== undefined) {
  const files = generate(folder)
  if (isCheck) compare(files)
  else {
    mkdirSync(OUT, { recursive: true })
    for (const [name, text] of files) writeFileSync(join(OUT, name), text)
    console.log(`wrote ${files.map(([name]) => name).join(', ')}`)
  }
} else if (isCheck) {
  checkSeals()
} else {
  console.error('Name the folder of the API models: npm run generate -- <folder>')
  process.exitCode = 2
}

function generate(modelFolder) {
  const models = SERVICES.map((service) => ({
    ...service,
    model: JSON.parse(readFileSync(join(modelFolder, `${service.id}.json`), 'utf8')),
  }))
  return [
    ...models.map(({ id, model }) => [`${id}.ts`, seal(serviceTable(id, model))]),
    ['operation-types.ts', seal(operationTypes(models))],
  ]
}

function serviceTable(id, model) {
  const constant = id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()) + 'Model'
  const operations = sorted(model.operations).map(
    ([name, operation]) => `    ${name}: ${literal(operationFacts(operation, model.paginators?.[name]))},`,
  )
  const shapes = sorted(model.shapes).map(([name, shape]) => `    ${literal(name)}: ${literal(shapeFacts(shape))},`)
  return [
    "import type { ServiceModel } from '../model/model.js'",
    '',
    `export const ${constant}: ServiceModel = {`,
    `  service: ${literal(id)},`,
    `  apiVersion: ${literal(model.apiVersion)},`,
    '  operations: {',
    ...operations,
    '  },',
    '  shapes: {',
    ...shapes,
    '  },',
    '}',
    '',
  ].join('\n')
}

function operationFacts(operation, paginator) {
  return {
    method: operation.http.method,
    path: operation.http.requestUri,
    input: operation.input?.shape,
    output: operation.output?.shape,
    errors: (operation.errors ?? []).map((error) => error.shape),
    paginator:
      paginator === undefined
        ? undefined
        : { inputToken: paginator.input_token, outputToken: paginator.output_token, limitKey: paginator.limit_key },
  }
}

function shapeFacts(shape) {
  const bounds = { min: shape.min, max: shape.max }
  switch (shape.type) {
    case 'structure':
      return {
        type: 'structure',
        members: Object.fromEntries(
          Object.entries(shape.members).map(([name, member]) => [
            name,
            { shape: member.shape, location: member.location, locationName: member.locationName },
          ]),
        ),
        required: shape.required?.length > 0 ? shape.required : undefined,
        payload: shape.payload,
        errorStatus: shape.exception === true ? (shape.error?.httpStatusCode ?? 500) : undefined,
      }
    case 'list':
      return { type: 'list', member: shape.member.shape, ...bounds }
    case 'map':
      return { type: 'map', key: shape.key.shape, value: shape.value.shape, ...bounds }
    case 'string':
      return {
        type: 'string',
        ...bounds,
        pattern: shape.pattern,
        enum: shape.enum,
        isSensitive: shape.sensitive === true ? true : undefined,
      }
    default:
      return { type: shape.type, ...bounds }
  }
}

function operationTypes(models) {
  const lines = []
  for (const { sdkPackage, prefix } of models) lines.push(`import type * as ${prefix} from '${sdkPackage}'`)
  for (const { prefix, model } of models) {
    lines.push('', `export interface ${prefix}Operations {`)
    for (const [name] of sorted(model.operations)) {
      lines.push(`  ${name}: { input: ${prefix}.${name}CommandInput; output: ${prefix}.${name}CommandOutput }`)
    }
    lines.push('}')
  }
  lines.push('')
  return lines.join('\n')
}

function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    return `{ ${entries.map(([key, member]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : quote(key)}: ${literal(member)}`).join(', ')} }`
  }
  return typeof value === 'string' ? quote(value) : String(value)
}

function quote(text) {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function sorted(record) {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

function digest(body) {
  return createHash('sha256').update(body).digest('hex')
}

function seal(body) {
  return `// Generated by scripts/generate-model.mjs from the API models. Do not edit. sha256 of what follows: ${digest(body)}\n${body}`
}

function compare(files) {
  for (const [name, text] of files) {
    if (readFileSync(join(OUT, name), 'utf8') !== text) fail(`${name} is not what the generator writes: run npm run generate -- <folder>`)
  }
}

function checkSeals() {
  for (const name of [...SERVICES.map(({ id }) => `${id}.ts`), 'operation-types.ts']) {
    const text = readFileSync(join(OUT, name), 'utf8')
    const header = text.slice(0, text.indexOf('\n'))
    if (!header.endsWith(digest(text.slice(header.length + 1)))) fail(`${name} was edited by hand: run npm run generate -- <folder>`)
  }
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
