import { createArns } from '../arn.js'
import type { ConnectionView } from '../access/access.js'
import { createDecisionLog } from '../decisions/decision-log.js'
import type { DomainEvent } from '../events/domain-event.js'
import { createEventBus } from '../events/event-bus.js'
import { createIdSource } from '../ids/id-source.js'
import { type Logger, silentLogger } from '../log/logger.js'
import type { AccountContext } from '../service/account-context.js'
import type { Call } from '../service/call.js'
import type { OutgoingMessage, Publisher } from '../service/publisher.js'
import { openStore } from '../store/store.js'
import type { ControllableTimers } from '../time/timers.js'
import { createTimers } from '../time/virtual-timers.js'

export interface TestAccountOptions {
  /** Default 123456789012. */
  readonly accountId?: string
  /** Default us-east-1. */
  readonly region?: string
  /** Where the frozen clock starts. Default 2026-01-02T03:04:05.678Z. */
  readonly startMs?: number
  /** Database file, for tests that close and open again. Default: memory. */
  readonly file?: string
  readonly log?: Logger
}

/** The real parts of an account, in memory, with a clock held still, seeded ids and a publisher that remembers. */
export interface TestAccount extends AccountContext {
  readonly timers: ControllableTimers
  readonly publisher: Publisher
  /** What was published, in order, payloads as text. */
  readonly published: { topic: string; payload: string }[]
  /** The domain events, in order. */
  readonly seenEvents: DomainEvent[]
  /** A call of the kind the HTTP edge makes. */
  readonly call: Call
  /** A call as it comes from a device's MQTT connection. */
  mqttCall(clientId: string): Call
  close(): void
}

export function createTestAccount(options: TestAccountOptions = {}): TestAccount {
  const accountId = options.accountId ?? '123456789012'
  const region = options.region ?? 'us-east-1'
  const log = options.log ?? silentLogger
  const timers = createTimers({ mode: 'manual', startMs: options.startMs ?? Date.parse('2026-01-02T03:04:05.678Z') })
  const ids = createIdSource('test')
  const store = openStore(options.file === undefined ? {} : { file: options.file })
  const events = createEventBus(store, log)
  const arns = createArns(accountId, region)
  const published: { topic: string; payload: string }[] = []
  const seenEvents: DomainEvent[] = []
  events.onAny((event) => seenEvents.push(event))
  return {
    accountId,
    region,
    arns,
    store,
    timers,
    ids,
    events,
    decisions: createDecisionLog({ clock: timers, log }),
    log,
    published,
    seenEvents,
    publisher: {
      publish: (message: OutgoingMessage) => {
        const payload = typeof message.payload === 'string' ? message.payload : Buffer.from(message.payload).toString('utf8')
        published.push({ topic: message.topic, payload })
        return Promise.resolve()
      },
    },
    call: {
      source: 'http',
      principal: { kind: 'iam', accessKeyId: accountId, arn: `arn:aws:iam::${accountId}:root` },
      requestId: ids.uuid(),
    },
    mqttCall: (clientId) => {
      const principal = { kind: 'certificate', certificateId: 'c'.repeat(64), arn: arns.certificate('c'.repeat(64)) } as const
      return {
        source: 'mqtt',
        principal,
        requestId: ids.uuid(),
        sourceIp: '127.0.0.1',
        connection: connectionView(clientId, principal, timers.now()),
      }
    },
    close: () => {
      timers.close()
      store.close()
    },
  }
}

function connectionView(clientId: string, principal: ConnectionView['principal'], nowMs: number): ConnectionView {
  return {
    sessionId: '00000000-0000-4000-8000-000000000001',
    clientId,
    principal,
    sourceIp: '127.0.0.1',
    transport: 'mqtts',
    protocolVersion: 4,
    isCleanSession: true,
    connectedAtMs: nowMs,
  }
}
