import { decodePageToken, encodePageToken, type IotDataHandlers } from '@iot-core-local/core'
import type { OperationContext } from './context.js'

const SCOPE = 'ListRetainedMessages'
const DEFAULT_RESULTS = 200

/** BRK-311. */
export function listRetainedMessages({ deps, engine }: OperationContext): NonNullable<IotDataHandlers['ListRetainedMessages']> {
  return (input) => {
    const limit = input.maxResults ?? DEFAULT_RESULTS
    const [afterTopic] = decodePageToken(SCOPE, input.nextToken) ?? []
    const found = engine.messages.listRetained(String(afterTopic ?? ''), deps.timers.now(), limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      retainedTopics: page.map(({ topic, payloadBytes, qos, updatedAtMs }) => ({
        topic,
        payloadSize: payloadBytes,
        qos,
        lastModifiedTime: updatedAtMs,
      })),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.topic]) } : {}),
    }
  }
}
