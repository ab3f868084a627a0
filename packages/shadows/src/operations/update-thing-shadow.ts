import type { IotDataHandlers } from '@iot-core-local/core'
import { updateVerb } from '../requests/verbs.js'
import { jsonBlob, payloadBytes } from './json-blob.js'
import { announce, type OperationContext, performVerb } from './perform-verb.js'

/** Answers like `update/accepted` and notifies MQTT subscribers as an MQTT request does (SHD-101, SHD-108). */
export function updateThingShadow(context: OperationContext): NonNullable<IotDataHandlers['UpdateThingShadow']> {
  return ({ thingName, shadowName, payload }) => {
    const address = { thingName, shadowName }
    const answer = performVerb(context, updateVerb, address, payloadBytes(payload))
    announce(context, address, updateVerb, answer)
    return { payload: jsonBlob(answer.accepted) }
  }
}
