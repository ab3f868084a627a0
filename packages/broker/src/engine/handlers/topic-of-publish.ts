import { MAX_CACHED_TOPICS, MAX_TOPIC_ALIAS } from '../../limits.js'
import { isReserved } from '../../reserved/reserved-topics.js'
import type { Connection } from '../connection.js'
import { encodePuback } from '../packets.js'
import type { PublishTopic } from '../publish-topic.js'
import { ReasonCode } from '../reason-code.js'
import { readText } from '../text.js'
import { topicProblem } from '../topic-rules.js'

/** The topic of a PUBLISH, by name or alias. Undefined when it is not acceptable, which has been answered and recorded then. */
export function topicOf(
  connection: Connection,
  start: number,
  end: number,
  alias: number | undefined,
  isQos1: boolean,
  packetId: number,
  isRetained: boolean,
): PublishTopic | undefined {
  const { bytes } = connection.reader
  const last = connection.lastPublishTopic
  if (alias === undefined && !isRetained && last !== undefined && isSame(last.bytes, bytes, start, end)) return last
  if (alias !== undefined && (alias < 1 || alias > MAX_TOPIC_ALIAS)) {
    connection.violate({
      eventType: 'Publish-In',
      reason: 'TOPIC_ALIAS_INVALID',
      explanation: `The topic alias ${alias} is not between 1 and ${MAX_TOPIC_ALIAS} (BRK-089).`,
      code: ReasonCode.topicAliasInvalid,
    })
    return undefined
  }
  let found: PublishTopic | undefined
  if (start === end && alias !== undefined) {
    const aliased = connection.aliases.get(alias)
    if (aliased === undefined) {
      connection.violate({
        eventType: 'Publish-In',
        reason: 'TOPIC_ALIAS_UNKNOWN',
        explanation: `The topic alias ${alias} stands for no topic yet on this connection (BRK-089).`,
        code: ReasonCode.protocolError,
      })
      return undefined
    }
    const topicBytes = Buffer.from(aliased)
    found = known(connection, topicBytes, 0, topicBytes.length)
  } else found = known(connection, bytes, start, end)
  if (found === undefined) {
    connection.malformed('Publish-In', 'The topic of a PUBLISH is not valid UTF-8.')
    return undefined
  }
  const problem =
    isRetained && isReserved(found.topic)
      ? { reason: 'RETAIN_NOT_ALLOWED', explanation: `RETAIN may not be set on '${found.topic}', a reserved topic (BRK-154).` }
      : found.isAcceptable
        ? undefined
        : topicProblem(found.topic)
  if (problem !== undefined) {
    refuseTopic(connection, found.topic, problem, isQos1, packetId)
    return undefined
  }
  if (alias !== undefined) connection.aliases.set(alias, found.topic)
  found.isAcceptable = true
  connection.lastPublishTopic = found
  return found
}

/** BRK-244, F-PUB: the PUBACK carries the answer of MQTT 5 where there is one, else the connection ends. */
function refuseTopic(
  connection: Connection,
  topic: string,
  problem: { readonly reason: string; readonly explanation: string },
  isQos1: boolean,
  packetId: number,
): void {
  const kind = problem.reason === 'RESERVED_TOPIC' || problem.reason === 'RETAIN_NOT_ALLOWED' ? 'reservedTopic' : 'packet'
  if (connection.version === 5 && isQos1 && problem.reason !== 'TOPIC_MALFORMED') {
    connection.record({
      kind,
      outcome: 'refused',
      eventType: 'Publish-In',
      reason: problem.reason,
      explanation: problem.explanation,
      topic,
    })
    connection.outbox.appendPacket(encodePuback(packetId, ReasonCode.topicNameInvalid))
    return
  }
  connection.violate({
    kind,
    eventType: 'Publish-In',
    reason: problem.reason,
    explanation: problem.explanation,
    code: ReasonCode.topicNameInvalid,
    topic,
  })
}

/** The entry of a topic, made when it is new; undefined when the bytes are not UTF-8. */
function known(connection: Connection, bytes: Buffer, start: number, end: number): PublishTopic | undefined {
  const key = bytes.toString('latin1', start, end)
  const present = connection.publishTopics.get(key)
  if (present !== undefined) return present
  const topic = readText(bytes, start, end)
  if (topic === undefined) return undefined
  const entry: PublishTopic = {
    bytes: Buffer.from(bytes.subarray(start, end)),
    topic,
    resource: connection.engine.deps.arns.topic(topic),
    isAcceptable: false,
    decision: undefined,
  }
  if (connection.publishTopics.size >= MAX_CACHED_TOPICS) connection.publishTopics.clear()
  connection.publishTopics.set(key, entry)
  return entry
}

function isSame(expected: Buffer, bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (expected.length !== length) return false
  for (let index = length - 1; index >= 0; index--) if (expected[index] !== bytes[start + index]) return false
  return true
}
