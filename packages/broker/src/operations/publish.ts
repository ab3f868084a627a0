import { invalidRequest, type IotDataHandlers } from '@iot-core-local/core'
import { topicProblem } from '../engine/topic-rules.js'
import { MAX_PAYLOAD_BYTES } from '../limits.js'
import { isReserved } from '../reserved/reserved-topics.js'
import type { OperationContext } from './context.js'
import { payloadOf, propertiesOf } from './message-input.js'

/** BRK-300 to BRK-306. */
export function publish(context: OperationContext): NonNullable<IotDataHandlers['Publish']> {
  return async (input, call) => {
    const problem = topicProblem(input.topic)
    if (problem !== undefined) throw invalidRequest(problem.explanation)
    if (input.retain === true && isReserved(input.topic))
      throw invalidRequest(`RETAIN may not be set on '${input.topic}', a reserved topic.`)
    const payload = payloadOf(input.payload)
    if (payload.length > MAX_PAYLOAD_BYTES) throw invalidRequest('Message payload exceeds size limit for message type.')
    const properties = propertiesOf(input)
    await context.publish(
      {
        topic: input.topic,
        payload,
        qos: input.qos === 1 ? 1 : 0,
        isRetained: input.retain === true,
        ...(properties === undefined ? {} : { properties }),
      },
      call,
    )
    return {}
  }
}
