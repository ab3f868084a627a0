import { validationFailed } from '@iot-core-local/core'
import { DEFAULT_CONTENT_TYPE, MAX_PAYLOAD_BYTES } from '../limits.js'
import type { CommandContent } from '../model/command.js'
import { type RawParameter, readParameters } from '../model/parameters.js'
import { readPayloadTemplate } from '../model/payload-template.js'

export interface RawContent {
  readonly payload?: { readonly content?: Uint8Array | undefined; readonly contentType?: string | undefined } | undefined
  readonly payloadTemplate?: string | undefined
  readonly preprocessor?: { readonly awsJsonSubstitution?: { readonly outputFormat: 'JSON' | 'CBOR' } | undefined } | undefined
  readonly mandatoryParameters?: readonly RawParameter[] | undefined
}

/** A MIME type with or without parameters. */
const CONTENT_TYPE = /^[^\s/;]+\/[^\s/;]+(\s*;.*)?$/

/** What a new command sends: a payload or a template, not both (CMD-001, CMD-013). @throws ValidationException */
export function readContent(input: RawContent): CommandContent {
  if ((input.payload === undefined) === (input.payloadTemplate === undefined))
    throw validationFailed('A command has either payload or payloadTemplate.')
  return input.payloadTemplate === undefined ? readStatic(input) : readDynamic(input.payloadTemplate, input)
}

function readStatic({ payload, preprocessor, mandatoryParameters }: RawContent): CommandContent {
  if (preprocessor !== undefined || mandatoryParameters !== undefined)
    throw validationFailed('preprocessor and mandatoryParameters belong to a command with payloadTemplate.')
  const { content, contentType = DEFAULT_CONTENT_TYPE } = payload ?? {}
  if (content === undefined || content.length === 0) throw validationFailed('payload.content must not be empty.')
  if (content.length > MAX_PAYLOAD_BYTES)
    throw validationFailed(`payload.content has ${content.length} bytes; at most ${MAX_PAYLOAD_BYTES} are allowed.`)
  if (!CONTENT_TYPE.test(contentType)) throw validationFailed(`payload.contentType must be of the form type/subtype: '${contentType}'.`)
  return { kind: 'static', content, contentType }
}

function readDynamic(payloadTemplate: string, { preprocessor, mandatoryParameters }: RawContent): CommandContent {
  if (preprocessor?.awsJsonSubstitution === undefined)
    throw validationFailed('A command with payloadTemplate needs preprocessor.awsJsonSubstitution.')
  readPayloadTemplate(payloadTemplate)
  return {
    kind: 'dynamic',
    payloadTemplate,
    outputFormat: preprocessor.awsJsonSubstitution.outputFormat,
    mandatoryParameters: mandatoryParameters === undefined ? undefined : readParameters(mandatoryParameters),
  }
}
