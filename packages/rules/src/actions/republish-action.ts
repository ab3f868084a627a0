import { isValidTopic, type MessageProperties, type Publisher } from '@iot-core-local/core'
import type { Template } from '../sql/template.js'
import { atRepublishDepth } from './republish-depth.js'
import { ActionFailure, type ActionInput, type CompiledAction, textOf } from './rule-action.js'

/** The MQTT 5 properties of a republish, each a template (RUL-802). */
export interface RepublishHeaders {
  readonly payloadFormatIndicator?: Template
  readonly contentType?: Template
  readonly responseTopic?: Template
  /** Base64 in the rule, decoded on the wire. */
  readonly correlationData?: Template
  /** Seconds. */
  readonly messageExpiry?: Template
  readonly userProperties: readonly { readonly key: Template; readonly value: Template }[]
}

export interface RepublishParameters {
  readonly topic: Template
  readonly qos: 0 | 1
  readonly headers: RepublishHeaders | undefined
}

const MAX_TOPIC_BYTES = 256
const MAX_EXPIRY_SECONDS = 4_294_967_295
const JOBS_TOPIC = /^\$aws\/things\/[^/]+\/jobs\//

/** Publishes the output to another topic, where subscribers, shadows and other rules see it (RUL-801). */
export class RepublishAction implements CompiledAction {
  readonly name = 'RepublishAction'
  readonly #parameters: RepublishParameters
  readonly #publisher: Publisher
  readonly #maxDepth: number

  constructor(parameters: RepublishParameters, publisher: Publisher, maxDepth: number) {
    this.#parameters = parameters
    this.#publisher = publisher
    this.#maxDepth = maxDepth
  }

  async run(input: ActionInput): Promise<Readonly<Record<string, string>>> {
    const { qos, headers } = this.#parameters
    const topic = this.#topicFor(input)
    if (input.republishDepth >= this.#maxDepth) {
      throw new ActionFailure(topic, `Failed to republish: the message went through ${String(input.republishDepth)} republishes in a row.`)
    }
    const message = { topic, payload: input.output, qos }
    const properties = headers === undefined ? undefined : propertiesOf(headers, topic, input)
    await atRepublishDepth(input.republishDepth + 1, () =>
      this.#publisher.publish(properties === undefined ? message : { ...message, properties }),
    )
    return { RepublishTopic: topic }
  }

  #topicFor(input: ActionInput): string {
    const topic = textOf(this.#parameters.topic, 'republish.topic', input)
    if (!isValidTopic(topic) || Buffer.byteLength(topic, 'utf8') > MAX_TOPIC_BYTES) {
      throw new ActionFailure(topic, 'Failed to republish: the topic is not valid.')
    }
    if (JOBS_TOPIC.test(topic)) throw new ActionFailure(topic, 'Failed to republish: topics of AWS IoT Jobs are not supported.')
    return topic
  }
}

function propertiesOf(headers: RepublishHeaders, topic: string, input: ActionInput): MessageProperties {
  const render = (name: keyof RepublishHeaders, template: Template | undefined): string | undefined =>
    template === undefined ? undefined : textOf(template, `republish.headers.${name}`, input)
  const indicator = render('payloadFormatIndicator', headers.payloadFormatIndicator)
  const contentType = render('contentType', headers.contentType)
  const responseTopic = render('responseTopic', headers.responseTopic)
  const correlationData = render('correlationData', headers.correlationData)
  const expiry = render('messageExpiry', headers.messageExpiry)
  if (responseTopic !== undefined && !isValidTopic(responseTopic)) {
    throw new ActionFailure(topic, 'Failed to republish: the response topic is not valid.')
  }
  return {
    ...(indicator === undefined ? {} : { payloadFormatIndicator: isUtf8(indicator, topic) }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData, 'base64') }),
    ...(expiry === undefined ? {} : { messageExpiryIntervalSeconds: secondsOf(expiry, topic) }),
    ...(headers.userProperties.length === 0 ? {} : { userProperties: userPropertiesOf(headers, input) }),
  }
}

function isUtf8(indicator: string, topic: string): boolean {
  if (indicator === 'UTF8_DATA') return true
  if (indicator === 'UNSPECIFIED_BYTES') return false
  throw new ActionFailure(topic, `Failed to republish: '${indicator}' is not a payload format indicator.`)
}

function secondsOf(expiry: string, topic: string): number {
  const seconds = /^\d{1,10}$/.test(expiry) ? Number(expiry) : Number.POSITIVE_INFINITY
  if (seconds > MAX_EXPIRY_SECONDS) throw new ActionFailure(topic, `Failed to republish: '${expiry}' is not a message expiry in seconds.`)
  return seconds
}

function userPropertiesOf(headers: RepublishHeaders, input: ActionInput): Readonly<Record<string, readonly string[]>> {
  const values = new Map<string, string[]>()
  for (const { key, value } of headers.userProperties) {
    const name = textOf(key, 'republish.headers.userProperties', input)
    const list = values.get(name) ?? []
    list.push(textOf(value, 'republish.headers.userProperties', input))
    values.set(name, list)
  }
  return Object.fromEntries(values)
}
