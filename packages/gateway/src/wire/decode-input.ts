import type { MemberModel, ServiceModel } from '@iot-core-local/core'
import type { IncomingHttpHeaders } from 'node:http'
import type { Query } from '../routing/request-target.js'
import { isObject, JsonDecoders } from './decode-json.js'
import { scalarDecoder, type ScalarDecoder } from './decode-scalar.js'
import { serializationError } from './serialization-error.js'

export interface RequestParts {
  readonly labels: Readonly<Record<string, string>>
  readonly query: Query
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type InputDecoder = (request: RequestParts) => Record<string, unknown>

interface ScalarMember {
  readonly name: string
  readonly wireName: string
  readonly decode: ScalarDecoder
}

type BodyDecoder = (body: Buffer, input: Record<string, unknown>) => void

const decodersOfModel = new WeakMap<ServiceModel, JsonDecoders>()

/** Compiles how requests of one input shape are read. */
export function compileInput(model: ServiceModel, shapeName: string | undefined): InputDecoder {
  if (shapeName === undefined) return () => ({})
  const shape = model.shapes[shapeName]
  if (shape?.type !== 'structure') throw new Error(`${shapeName} is not a structure.`)
  const members = Object.entries(shape.members)
  const uri = members.filter(([, member]) => member.location === 'uri').map(scalar(model))
  const query = members.filter(([, member]) => member.location === 'querystring').map(scalar(model))
  const header = members.filter(([, member]) => member.location === 'header').map(scalar(model))
  const readBody =
    shape.payload === undefined
      ? jsonBody(model, members)
      : payloadBody(model, shape.payload, shape.members[shape.payload]?.shape ?? shape.payload)
  return (request) => {
    const input: Record<string, unknown> = {}
    for (const member of uri) setMember(input, member, request.labels[member.wireName])
    if (request.query.size > 0) for (const member of query) setMember(input, member, request.query.get(member.wireName))
    for (const member of header) setMember(input, member, headerText(request.headers[member.wireName]))
    readBody(request.body, input)
    return input
  }
}

function scalar(model: ServiceModel): (entry: [string, MemberModel]) => ScalarMember {
  return ([name, member]) => {
    const shape = model.shapes[member.shape]
    if (shape === undefined) throw new Error(`The model has no shape ${member.shape}.`)
    const wireName = member.locationName ?? name
    return {
      name,
      wireName: member.location === 'header' ? wireName.toLowerCase() : wireName,
      decode: wireName === 'x-amz-mqtt5-user-properties' ? decodeJsonHeader : scalarDecoder(shape),
    }
  }
}

function setMember(input: Record<string, unknown>, member: ScalarMember, text: string | undefined): void {
  if (text === undefined) return
  const value = member.decode(text, member.wireName)
  if (value !== undefined) input[member.name] = value
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}

/** Base64 of JSON; the SDK's type is the JSON text (API-031). */
function decodeJsonHeader(text: string, name: string): string {
  const json = Buffer.from(text, 'base64').toString('utf8')
  parseJson(json, `The header ${name} must be base64 of JSON.`)
  return json
}

/** All members without a location, as one JSON object (API-032). The Content-Type is not looked at (API-033). */
function jsonBody(model: ServiceModel, members: readonly [string, MemberModel][]): BodyDecoder {
  const inBody = members.filter(([, member]) => member.location === undefined)
  if (inBody.length === 0) return () => undefined
  const decoders = decodersOf(model)
  return (body, input) => {
    if (body.length === 0) return
    const json = parseJson(body.toString('utf8'), 'The body is not valid JSON.')
    if (!isObject(json)) throw serializationError('The body must be a JSON object.')
    for (const [name, member] of inBody) {
      const value: unknown = Object.hasOwn(json, name) ? json[name] : undefined
      if (value !== undefined && value !== null) input[name] = decoders.of(member.shape)(value, name)
    }
  }
}

/** One member is the whole body: bytes as they are, or a structure as JSON. */
function payloadBody(model: ServiceModel, name: string, shapeName: string): BodyDecoder {
  if (model.shapes[shapeName]?.type === 'blob') {
    return (body, input) => {
      input[name] = body
    }
  }
  const decoders = decodersOf(model)
  return (body, input) => {
    if (body.length > 0) input[name] = decoders.of(shapeName)(parseJson(body.toString('utf8'), 'The body is not valid JSON.'), '')
  }
}

function parseJson(text: string, complaint: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw serializationError(complaint)
  }
}

function decodersOf(model: ServiceModel): JsonDecoders {
  const known = decodersOfModel.get(model)
  if (known !== undefined) return known
  const decoders = new JsonDecoders(model)
  decodersOfModel.set(model, decoders)
  return decoders
}
