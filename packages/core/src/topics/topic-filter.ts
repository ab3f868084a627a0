/*
 * Topic filters as AWS IoT matches them: `+` stands for exactly one level, `#` for one or more levels, so `a/#` does not match `a`
 * (unlike [MQTT-4.7.1-2]); a filter that starts with a wildcard does not match a topic that starts with `$` ([MQTT-4.7.2-1]).
 */

/** Whether `topic` is matched by `filter`. Both are assumed to be well-formed. */
export function topicMatches(filter: string, topic: string): boolean {
  if (filter === topic) return true
  if (topic.startsWith('$') && !filter.startsWith('$')) return false
  const filterLevels = filter.split('/')
  const topicLevels = topic.split('/')
  for (const [index, level] of filterLevels.entries()) {
    if (level === '#') return topicLevels.length > index
    if (index >= topicLevels.length || (level !== '+' && level !== topicLevels[index])) return false
  }
  return filterLevels.length === topicLevels.length
}

/** Whether `filter` is a well-formed MQTT topic filter: wildcards stand alone in their level, `#` only at the end ([MQTT-4.7.1-1] to [MQTT-4.7.1-3]). */
export function isValidTopicFilter(filter: string): boolean {
  if (filter.length === 0 || filter.includes('\0')) return false
  const levels = filter.split('/')
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1
    return level === '+' || !/[+#]/.test(level)
  })
}

/** Whether `topic` can be published to: not empty, no wildcards, no null character ([MQTT-3.3.2-2]). */
export function isValidTopic(topic: string): boolean {
  return topic.length > 0 && !/[+#\0]/.test(topic)
}
