import { resourceNotFound, type IotDataHandlers } from '@iot-core-local/core'
import { listUserProperties } from '../engine/properties.js'
import type { OperationContext } from './context.js'

/** BRK-310. */
export function getRetainedMessage({ deps, engine }: OperationContext): NonNullable<IotDataHandlers['GetRetainedMessage']> {
  return ({ topic }) => {
    const retained = engine.messages.retainedOf(topic)
    if (retained === undefined || (retained.expiresAtMs !== undefined && retained.expiresAtMs <= deps.timers.now())) {
      throw resourceNotFound(`No retained message exists for the topic ${topic}.`)
    }
    const pairs = listUserProperties(retained.properties)
    return {
      topic,
      payload: retained.payload,
      qos: retained.qos,
      lastModifiedTime: retained.updatedAtMs,
      ...(pairs.length === 0 ? {} : { userProperties: Buffer.from(JSON.stringify(pairs.map(([name, value]) => ({ [name]: value })))) }),
    }
  }
}
