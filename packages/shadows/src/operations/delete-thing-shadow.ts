import type { IotDataHandlers } from '@iot-core-local/core'
import { deleteVerb } from '../requests/verbs.js'
import { jsonBlob } from './json-blob.js'
import { announce, type OperationContext, performVerb } from './perform-verb.js'

/** Answers with the deleted version (SHD-074, SHD-121) and notifies MQTT subscribers (SHD-108). */
export function deleteThingShadow(context: OperationContext): NonNullable<IotDataHandlers['DeleteThingShadow']> {
  return ({ thingName, shadowName }) => {
    const address = { thingName, shadowName }
    const answer = performVerb(context, deleteVerb, address)
    announce(context, address, deleteVerb, answer)
    return { payload: jsonBlob(answer.accepted) }
  }
}
