/*
 * The reserved topics of AWS IoT and what a client may do with them (BRK section 10). `{name}` stands for one level. A filter may be
 * subscribed to when it can match at least one topic of the list that may be (BRK-242).
 */
import { TopicRouter } from '@iot-core-local/core'

const SHADOW_REQUESTS = ['get', 'update', 'delete']
const FORMATS = ['json', 'cbor']

function shadowTopics(prefix: string): { publish: string[]; subscribe: string[] } {
  const requests = SHADOW_REQUESTS.map((request) => `${prefix}/${request}`)
  const answers = requests.flatMap((topic) => [`${topic}/accepted`, `${topic}/rejected`])
  return { publish: requests, subscribe: [...requests, ...answers, `${prefix}/update/delta`, `${prefix}/update/documents`] }
}

const classic = shadowTopics('$aws/things/{thingName}/shadow')
const named = shadowTopics('$aws/things/{thingName}/shadow/name/{shadowName}')

/** Requests that are answered on `.../accepted` and `.../rejected`, and that nobody may subscribe to. */
const REQUESTS: readonly string[] = [
  ...FORMATS.map((format) => `$aws/things/{thingName}/defender/metrics/${format}`),
  '$aws/device_location/{customerDeviceId}/get_position_estimate',
  ...FORMATS.map((format) => `$aws/certificates/create/${format}`),
  ...FORMATS.map((format) => `$aws/certificates/create-from-csr/${format}`),
  ...FORMATS.map((format) => `$aws/provisioning-templates/{templateName}/provision/${format}`),
  '$aws/things/{thingName}/jobs/get',
  '$aws/things/{thingName}/jobs/start-next',
  '$aws/things/{thingName}/jobs/{jobId}/get',
  '$aws/things/{thingName}/jobs/{jobId}/update',
]

const COMMAND_TARGETS = ['things', 'clients'].map((kind) => `$aws/commands/${kind}/{deviceId}/executions/{executionId}`)

const PUBLISHABLE: readonly string[] = [
  ...REQUESTS,
  ...classic.publish,
  ...named.publish,
  ...COMMAND_TARGETS.flatMap((target) => FORMATS.map((format) => `${target}/response/${format}`)),
  ...FORMATS.flatMap((format) => [
    `$aws/things/{thingName}/streams/{streamId}/describe/${format}`,
    `$aws/things/{thingName}/streams/{streamId}/get/${format}`,
  ]),
  // The nucleus of Greengrass reports there; nothing of AWS IoT Core reads it, and nothing here does.
  '$aws/things/{thingName}/greengrass/health/json',
  '$aws/things/{thingName}/greengrassv2/health/json',
]

/** Topics of jobs with namespaces (JOB-701), and those that stand for no API: the service refuses them, not the broker (JOB-436). */
const OTHER_JOB_TOPICS: readonly string[] = ['{api}', '{jobId}/{api}', '{jobId}/{namespace}/{api}'].map(
  (rest) => `$aws/things/{thingName}/jobs/${rest}`,
)

const SUBSCRIBABLE: readonly string[] = [
  ...REQUESTS.flatMap((topic) => [`${topic}/accepted`, `${topic}/rejected`]),
  ...classic.subscribe,
  ...named.subscribe,
  '$aws/sitewise/asset-models/{assetModelId}/assets/{assetId}/properties/{propertyId}',
  '$aws/events/#',
  '$aws/iotwireless/#',
  '$aws/things/{thingName}/jobs/notify',
  '$aws/things/{thingName}/jobs/notify-next',
  '$aws/things/{thingName}/jobs/notify-namespace-{namespaceId}',
  '$aws/things/{thingName}/jobs/notify-next-namespace-{namespaceId}',
  ...['get', 'update'].flatMap((request) =>
    ['accepted', 'rejected'].map((answer) => `$aws/things/{thingName}/jobs/{jobId}/namespace-{namespaceId}/${request}/${answer}`),
  ),
  '$aws/things/{thingName}/tunnels/notify',
  ...COMMAND_TARGETS.flatMap((target) => [
    `${target}/request`,
    `${target}/request/{payloadFormat}`,
    ...['accepted', 'rejected'].flatMap((answer) => [
      `${target}/response/${answer}`,
      ...FORMATS.map((format) => `${target}/response/${answer}/${format}`),
    ]),
  ]),
  ...FORMATS.flatMap((format) =>
    ['description', 'data', 'rejected'].map((answer) => `$aws/things/{thingName}/streams/{streamId}/${answer}/${format}`),
  ),
]

const publishable = new TopicRouter<true>()
for (const pattern of PUBLISHABLE) publishable.add(pattern, true)

const otherJobTopics = new TopicRouter<true>()
for (const pattern of OTHER_JOB_TOPICS) otherJobTopics.add(pattern, true)

/** In levels: `+` for any, `text{` for any that begins with the text and goes on. */
const subscribable = SUBSCRIBABLE.map((pattern) =>
  pattern.split('/').map((level) => (level.startsWith('{') ? '+' : level.replace(/\{\w+\}$/, '{'))),
)

/** Whether a topic belongs to AWS (BRK-240). */
export function isReserved(topic: string): boolean {
  return topic.startsWith('$')
}

/** Whether a client may publish to a topic that begins with `$`. */
export function isReservedPublishable(topic: string): boolean {
  if (isBasicIngest(topic) || publishable.find(topic) !== undefined) return true
  return otherJobTopics.find(topic) !== undefined && !isReservedSubscribable(topic)
}

/** Whether a client may subscribe with a filter that begins with `$`, shares taken off. */
export function isReservedSubscribable(filter: string): boolean {
  const levels = filter.split('/')
  return subscribable.some((pattern) => overlaps(levels, pattern))
}

/** Whether `topic` is `$aws/rules/{ruleName}` with or without more levels (BRK-250). */
export function isBasicIngest(topic: string): boolean {
  return /^\$aws\/rules\/[^/]/.test(topic)
}

/** What of a topic counts towards the limits of length and depth: not the prefix of Basic Ingest (BRK-252). */
export function countedPart(topic: string): string {
  return topic.startsWith('$aws/rules/') ? topic.replace(/^\$aws\/rules\/[^/]*\/?/, '') : topic
}

function overlaps(left: readonly string[], right: readonly string[]): boolean {
  for (let index = 0; ; index++) {
    const a = left[index]
    const b = right[index]
    if (a === undefined || b === undefined) return a === b
    if (a === '#' || b === '#') return true
    if (a !== '+' && b !== '+' && !(b.endsWith('{') ? a.length >= b.length && a.startsWith(b.slice(0, -1)) : a === b)) return false
  }
}
