import type { Duplex } from 'node:stream'
import { principalIdentifier, type DecisionInput, type Peer, type TimerHandle } from '@iot-core-local/core'
import { MAX_CONNECT_BYTES, MAX_PACKET_BYTES, MAX_UNACKNOWLEDGED } from '../limits.js'
import type { Accepted } from './accepted.js'
import type { Engine } from './engine.js'
import { FrameReader } from './frame-reader.js'
import { handleConnect } from './handlers/connect.js'
import { handlePacket } from './handlers/packet.js'
import { Intake } from './intake.js'
import type { Message, Origin } from './message.js'
import { Outbox } from './outbox.js'
import { encodeDisconnect } from './packets.js'
import type { PublishTopic } from './publish-topic.js'
import { ReasonCode, type DisconnectReason } from './reason-code.js'
import { RequestQueue } from './request-queue.js'
import { SenderHold } from './sender-hold.js'
import {
  CLOSED_BEFORE_CONNECT,
  CONNECT_LENGTH_INVALID,
  CONNECT_TOO_LARGE,
  FAILED_INSIDE,
  FIRST_PACKET_NOT_CONNECT,
  keepAliveTimeout,
  lengthInvalid,
  malformedPacket,
  packetTooLarge,
  refusedBeforeConnect,
  slowReader,
  type Violation,
} from './violation.js'
import { Watchdog } from './watchdog.js'

/** Type 1, no flags. */
const CONNECT_BYTE = 0x10

/** One client connection: packets in, packets out, and its end. */
export class Connection {
  readonly peer: Peer
  readonly engine: Engine
  readonly outbox: Outbox
  /** Who waits for this client to read, and for whom it waits. */
  readonly hold: SenderHold
  readonly reader = new FrameReader(MAX_CONNECT_BYTES)
  readonly aliases = new Map<number, string>()
  version: 4 | 5 = 4
  receiveMaximum = MAX_UNACKNOWLEDGED
  accepted: Accepted | undefined
  origin: Origin
  /** Set when the will is not to be published, whatever ends the connection (BRK-172). */
  willIsCancelled = false
  /** Set when the client asked for its will in its DISCONNECT (EVT-074). */
  willIsWanted = false
  /** Set when the principal lost its connections, so that its policies have nothing to say any more about its will (SEC-808). */
  principalIsGone = false
  lastPublishTopic: PublishTopic | undefined
  publishTopics = new Map<string, PublishTopic>()
  /** Packet identifiers of the QoS 1 messages of MQTT 5 whose PUBACK has not gone out (BRK-088, BRK-091). */
  readonly unacknowledged = new Set<number>()
  readonly #stream: Duplex
  #isConnecting = false
  #isClosed = false
  #isClosedByClient = false
  #deadline: TimerHandle | undefined
  #lifetime: TimerHandle | undefined
  readonly #intake: Intake
  readonly #watchdog: Watchdog
  readonly #requests: RequestQueue

  constructor(engine: Engine, stream: Duplex, peer: Peer) {
    this.engine = engine
    this.#stream = stream
    this.peer = peer
    this.origin = { clientId: undefined, principal: { kind: 'anonymous' }, sourceIp: peer.remoteAddress }
    this.hold = new SenderHold({
      hasEnded: () => this.#isClosed,
      onRelease: () => {
        this.#intake.process()
      },
    })
    this.#intake = new Intake(stream, this.reader, this.hold, {
      hasEnded: () => this.#isClosed,
      packet: () => this.#handle(),
      unreadable: (isTooLarge) => {
        this.#refuseFrame(isTooLarge)
      },
      failed: (error) => {
        this.#fail(error)
      },
    })
    this.#requests = new RequestQueue(engine.timers, (error) => {
      engine.log.error({ err: error, clientId: this.clientId }, 'a request to a reserved topic failed')
    })
    this.outbox = new Outbox(stream, engine.turn, engine.pool, engine.options.maximumPendingBytes, {
      overflow: (pendingBytes) => {
        this.#dropSlowReader(pendingBytes)
      },
      flushed: () => {
        if (this.unacknowledged.size > 0) this.unacknowledged.clear()
      },
      blocked: () => {
        this.#watchdog.expectProgress()
      },
      unblocked: () => {
        this.#watchdog.expectNoProgress()
        this.hold.releaseSenders()
      },
    })
    this.#watchdog = new Watchdog(engine.wallTimers, {
      isPaused: () => this.#intake.isPaused,
      isBlocked: () => this.outbox.isBlocked,
      writtenBytes: () => this.outbox.writtenBytes,
      onSilence: (limitMs) => {
        this.violate(keepAliveTimeout(limitMs))
      },
      onStall: () => {
        this.#dropSlowReader(this.#stream.writableLength)
      },
    })
    this.#deadline = engine.wallTimers.after(engine.options.connectDeadlineMs, () => {
      this.#refuseSilent('CONNECT_TIMEOUT', `No CONNECT arrived within ${engine.options.connectDeadlineMs} ms of connecting.`)
    })
    stream.on('data', (chunk: Buffer) => {
      this.#onData(chunk)
    })
    stream.on('goodbye', () => {
      this.#isClosedByClient = true
    })
    stream.on('error', () => {
      this.#onGone()
    })
    stream.on('end', () => {
      this.#onGone()
    })
    stream.on('close', () => {
      this.#onGone()
    })
    // A stream whose first byte was looked at comes paused.
    stream.resume()
  }

  hasEnded(): boolean {
    return this.#isClosed
  }

  get clientId(): string {
    return this.accepted?.view.clientId ?? this.origin.clientId ?? ''
  }

  /** Called when CONNECT was accepted: from here on the connection counts. */
  open(accepted: Accepted): void {
    this.accepted = accepted
    this.receiveMaximum = accepted.receiveMaximum
    this.origin = { clientId: accepted.view.clientId, principal: accepted.view.principal, sourceIp: accepted.view.sourceIp }
    this.reader.limitBytes = MAX_PACKET_BYTES
    this.#watchdog.expectSound(accepted.keepAliveSeconds * 1500)
  }

  /** Ends the connection after `ms` of real time with `reason` (BRK-016). */
  limitLifetime(ms: number, reason: DisconnectReason): void {
    this.#lifetime = this.engine.wallTimers.after(ms, () => {
      this.close(reason, ReasonCode.administrativeAction)
    })
  }

  /** Writes a PUBLISH. False when it may not go out: expired, or larger than the client takes. */
  sendPublish(message: Message, qos: 0 | 1, isRetained: boolean, packetId: number): boolean {
    const isStale = message.expiresAtMs !== undefined
    const nowMs = isStale ? this.engine.timers.now() : 0
    if (isStale && message.isExpiredAt(nowMs)) return false
    const frame =
      isRetained || (isStale && this.version === 5 && nowMs !== message.receivedAtMs)
        ? message.encode(this.version, qos, isRetained, nowMs)
        : message.frame(this.version, qos)
    const length = frame.end - frame.start
    if (this.accepted !== undefined && length > this.accepted.maximumPacketBytes) return false
    this.outbox.append(frame.bytes, frame.start, frame.end, frame.idOffset, packetId)
    return true
  }

  /** Runs `work` after the requests to reserved topics that this client made before. */
  inTurn(work: () => Promise<void> | undefined): void {
    this.#requests.run(() => (this.hasEnded() ? undefined : work()))
  }

  /** Records what the client did wrong and ends the connection: MQTT 5 is told why, MQTT 3 is not (BRK-230). */
  violate(violation: Violation): void {
    this.record({
      kind: violation.kind ?? 'packet',
      outcome: 'refused',
      eventType: violation.eventType,
      reason: violation.reason,
      explanation: `${violation.explanation} The connection is closed.`,
      ...(violation.topic === undefined ? {} : { topic: violation.topic }),
      ...(violation.details === undefined ? {} : { details: violation.details }),
    })
    this.close(violation.disconnectReason ?? 'CLIENT_ERROR', violation.code)
  }

  record(decision: DecisionInput): void {
    const { clientId } = this
    this.engine.decisions.record({
      protocol: 'MQTT',
      sourceIp: this.peer.remoteAddress,
      ...(clientId === '' ? {} : { clientId }),
      ...(this.accepted === undefined ? {} : { principalId: principalIdentifier(this.accepted.view.principal) }),
      ...decision,
    })
  }

  /** Ends an accepted connection, with a DISCONNECT where the protocol has one and `code` is given. */
  close(reason: DisconnectReason, code?: ReasonCode): void {
    if (this.#isClosed) return
    if (this.accepted !== undefined && this.version === 5 && code !== undefined) this.outbox.appendPacket(encodeDisconnect(code))
    this.#finish(reason)
  }

  /** Ends a connection that never was accepted, with the CONNACK `answer` if there is one. */
  refuse(answer: Buffer | undefined): void {
    if (this.#isClosed) return
    if (answer !== undefined) this.outbox.appendPacket(answer)
    this.#finish('CLIENT_ERROR')
  }

  #onData(chunk: Buffer): void {
    if (this.#isClosed) return
    this.#watchdog.heard()
    // Said at once: what is no CONNECT may never amount to a whole packet.
    if (!this.#isConnecting && this.reader.end === this.reader.bytes.length && chunk[0] !== CONNECT_BYTE) {
      this.#refuseSilent(...FIRST_PACKET_NOT_CONNECT)
      return
    }
    this.#intake.push(chunk)
  }

  #handle(): void | Promise<void> {
    const type = (this.reader.bytes[this.reader.start] ?? 0) >> 4
    if (this.accepted === undefined) {
      if (type === 1 && !this.#isConnecting) {
        this.#isConnecting = true
        this.#deadline?.cancel()
        return handleConnect(this)
      }
      this.#refuseSilent(...FIRST_PACKET_NOT_CONNECT)
      return undefined
    }
    return handlePacket(this, type)
  }

  /** A packet that cannot be read (BRK-093). */
  malformed(eventType: string, explanation: string): void {
    this.violate(malformedPacket(eventType, explanation))
  }

  #refuseFrame(isTooLarge: boolean): void {
    if (this.accepted === undefined) this.#refuseSilent(...(isTooLarge ? CONNECT_TOO_LARGE : CONNECT_LENGTH_INVALID))
    else this.violate(isTooLarge ? packetTooLarge : lengthInvalid)
  }

  #refuseSilent(reason: string, explanation: string): void {
    if (this.#isClosed) return
    this.record(refusedBeforeConnect([reason, explanation]))
    this.#finish('CLIENT_ERROR')
  }

  #dropSlowReader(pendingBytes: number): void {
    this.record(slowReader(pendingBytes))
    this.#finish('SERVER_INITIATED_DISCONNECT', true)
  }

  #onGone(): void {
    if (this.#isClosed) return
    if (this.accepted === undefined && !this.#isConnecting) {
      this.#refuseSilent(...CLOSED_BEFORE_CONNECT)
      return
    }
    this.#finish(this.#isClosedByClient ? 'CLIENT_INITIATED_DISCONNECT' : 'CONNECTION_LOST')
  }

  #fail(error: unknown): void {
    this.engine.log.error({ err: error, clientId: this.clientId }, 'a connection failed for a reason of our own')
    this.record(FAILED_INSIDE)
    this.close('SERVER_ERROR', ReasonCode.unspecifiedError)
  }

  #finish(reason: DisconnectReason, isAtOnce = false): void {
    this.#isClosed = true
    this.#deadline?.cancel()
    this.#lifetime?.cancel()
    this.#watchdog.stop()
    if (isAtOnce) this.#stream.destroy()
    else this.#endStream()
    this.hold.releaseSenders()
    this.engine.ended(this, reason)
  }

  /** Lets the last packet reach the client: unread bytes in the way would turn the close into a reset that discards it. */
  #endStream(): void {
    const stream = this.#stream
    stream.removeAllListeners('data')
    stream.resume()
    if (stream.destroyed) return
    this.engine.closeLater(this.outbox, stream)
  }
}
