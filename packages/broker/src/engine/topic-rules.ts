import { isValidTopic, isValidTopicFilter } from '@iot-core-local/core'
import { MAX_SHARE_NAME_BYTES, MAX_TOPIC_BYTES, MAX_TOPIC_SLASHES } from '../limits.js'
import { countedPart, isBasicIngest, isReserved, isReservedPublishable, isReservedSubscribable } from '../reserved/reserved-topics.js'
import { parseShare } from './share-group.js'

export interface TopicProblem {
  readonly reason: 'TOPIC_MALFORMED' | 'TOPIC_LIMIT_EXCEEDED' | 'RESERVED_TOPIC'
  readonly explanation: string
}

/** What keeps a client from publishing to `topic`, policies aside (BRK-081, BRK-244); undefined when nothing does. */
export function topicProblem(topic: string): TopicProblem | undefined {
  if (!isValidTopic(topic)) {
    return { reason: 'TOPIC_MALFORMED', explanation: `'${topic}' is not a topic name: it is empty or holds a wildcard or null character.` }
  }
  const tooLarge = limitProblem('topic', countedPart(topic), isReserved(topic) && !isBasicIngest(topic))
  if (tooLarge !== undefined) return tooLarge
  if (isReserved(topic) && !isReservedPublishable(topic)) {
    return {
      reason: 'RESERVED_TOPIC',
      explanation: `'${topic}' is reserved: topics that begin with '$' belong to AWS IoT, and this is not one that a client may publish to.`,
    }
  }
  return undefined
}

/** What keeps a client from subscribing to `filter`, policies aside (BRK-122, BRK-220, BRK-244). */
export function filterProblem(filter: string): TopicProblem | undefined {
  const share = parseShare(filter)
  if (share === 'malformed' || (share !== undefined && Buffer.byteLength(share.shareName) > MAX_SHARE_NAME_BYTES)) {
    return {
      reason: 'TOPIC_MALFORMED',
      explanation: `'${filter}' is not $share/{ShareName}/{TopicFilter} with a name of 1 to ${MAX_SHARE_NAME_BYTES} bytes.`,
    }
  }
  const plain = share?.topicFilter ?? filter
  if (!isValidTopicFilter(plain)) {
    return {
      reason: 'TOPIC_MALFORMED',
      explanation: `'${filter}' is not a topic filter: '+' stands alone in a level, '#' alone in the last.`,
    }
  }
  const tooLarge = limitProblem('topic filter', countedPart(plain), isReserved(plain))
  if (tooLarge !== undefined) return tooLarge
  if (isReserved(plain) && !isReservedSubscribable(plain)) {
    return {
      reason: 'RESERVED_TOPIC',
      explanation: `'${filter}' matches no topic that a client may subscribe to: topics that begin with '$' belong to AWS IoT.`,
    }
  }
  return undefined
}

/** AWS's own topics are as deep as AWS made them: some have eight slashes. */
function limitProblem(what: string, text: string, mayBeDeep: boolean): TopicProblem | undefined {
  if (Buffer.byteLength(text) > MAX_TOPIC_BYTES) {
    return { reason: 'TOPIC_LIMIT_EXCEEDED', explanation: `The ${what} is longer than ${MAX_TOPIC_BYTES} bytes of UTF-8.` }
  }
  const slashes = text.split('/').length - 1
  if (slashes > MAX_TOPIC_SLASHES && !mayBeDeep) {
    return {
      reason: 'TOPIC_LIMIT_EXCEEDED',
      explanation: `The ${what} has ${slashes} forward slashes; AWS IoT allows ${MAX_TOPIC_SLASHES}.`,
    }
  }
  return undefined
}
