import type { Call } from './call.js'
import type { MessageProperties } from './publisher.js'

/** A message that a client published to a reserved topic. */
export interface TopicRequest {
  readonly topic: string
  /** The values of the pattern's labels: `{ thingName: 'lamp-1' }`. */
  readonly params: Readonly<Record<string, string>>
  readonly payload: Buffer
  readonly qos: 0 | 1
  readonly properties?: MessageProperties
  readonly call: Call
}

export interface TopicReply {
  /**
   * `requester`: only the connection that asked, subscribed or not (jobs, provisioning). `subscribers`: like any publish (shadows).
   * `requesterAndSubscribers`: both, the connection that asked once (commands).
   */
  readonly to: 'requester' | 'subscribers' | 'requesterAndSubscribers'
  readonly topic: string
  readonly payload: string | Uint8Array
}

/** Answers one family of reserved topics. */
export interface TopicHandler {
  /** A topic with labels for whole levels: `$aws/things/{thingName}/jobs/{jobId}/update`. Literal levels beat labels. */
  readonly pattern: string
  /** Replies are sent in order. Expected failures are replies too (`.../rejected`); what is thrown is logged as a defect. */
  handle(request: TopicRequest): readonly TopicReply[] | Promise<readonly TopicReply[]>
}
