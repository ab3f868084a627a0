/** MQTT 5 properties that travel with a message. */
export interface MessageProperties {
  readonly payloadFormatIndicator?: boolean
  readonly messageExpiryIntervalSeconds?: number
  readonly contentType?: string
  readonly responseTopic?: string
  readonly correlationData?: Buffer
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>>
}

export interface OutgoingMessage {
  readonly topic: string
  /** Text is sent as UTF-8. */
  readonly payload: string | Uint8Array
  /** Default 0: AWS publishes its own messages at QoS 0 to QoS 1, as the subscriber asked; see the broker's documentation. */
  readonly qos?: 0 | 1
  readonly isRetained?: boolean
  readonly properties?: MessageProperties
  /** The client that the message is about: what `clientid()` of rules yields for the emulator's own messages (PRV-203). */
  readonly clientId?: string
}

/** How services reach subscribers and rules. Messages of one caller arrive in the order of its calls. */
export interface Publisher {
  /** Resolves when the message has been handed to all subscribers' connections and queues. Never rejects: failures are logged. */
  publish(message: OutgoingMessage): Promise<void>
}
