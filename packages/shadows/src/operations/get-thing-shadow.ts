import type { IotDataHandlers } from '@iot-core-local/core'
import { getVerb } from '../requests/verbs.js'
import { jsonBlob } from './json-blob.js'
import { type OperationContext, performVerb } from './perform-verb.js'

/** The document as the raw body (SHD-100, SHD-120). Publishes nothing (SHD-108). */
export function getThingShadow(context: OperationContext): NonNullable<IotDataHandlers['GetThingShadow']> {
  return ({ thingName, shadowName }) => ({ payload: jsonBlob(performVerb(context, getVerb, { thingName, shadowName }).accepted) })
}
