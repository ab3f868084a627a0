import { type OutgoingMessage, validationFailed } from '@iot-core-local/core'
import { MAX_PAYLOAD_BYTES } from '../limits.js'
import type { CborCodec } from './cbor.js'
import type { CommandContent } from './command.js'
import { renderJson, renderTree, type TemplateValues } from './payload-template.js'
import { type CommandTarget, executionTopic } from './target.js'

export interface RequestPayload {
  readonly payload: Uint8Array
  readonly contentType: string
}

const FORMATS: Readonly<Record<string, string>> = { 'application/json': '/json', 'application/cbor': '/cbor' }

/** What the device gets (CMD-003, CMD-013). @throws ValidationException when a template with its values is longer than a payload may be */
export async function requestPayload(
  content: CommandContent,
  values: TemplateValues,
  cbor: () => Promise<CborCodec>,
): Promise<RequestPayload> {
  if (content.kind === 'static') return { payload: content.content, contentType: content.contentType }
  const isCbor = content.outputFormat === 'CBOR'
  const payload = isCbor
    ? (await cbor()).encode(renderTree(content.payloadTemplate, values))
    : Buffer.from(renderJson(content.payloadTemplate, values))
  if (payload.length > MAX_PAYLOAD_BYTES)
    throw validationFailed(`With these values the payload has ${payload.length} bytes; at most ${MAX_PAYLOAD_BYTES} are allowed.`)
  return { payload, contentType: isCbor ? 'application/cbor' : 'application/json' }
}

/** The message of an execution: its format in the topic where it is JSON or CBOR, its content type and its timeout as MQTT 5 properties (CMD-003). */
export function requestMessage(
  target: CommandTarget,
  executionId: string,
  { payload, contentType }: RequestPayload,
  executionTimeoutSeconds: number,
): OutgoingMessage {
  return {
    topic: `${executionTopic(target, executionId)}/request${FORMATS[contentType.toLowerCase()] ?? ''}`,
    payload,
    qos: 1,
    properties: { contentType, messageExpiryIntervalSeconds: executionTimeoutSeconds },
  }
}
