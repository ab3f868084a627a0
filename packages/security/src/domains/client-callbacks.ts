import type { ClientCertificate, IdSource, Peer, TimerHandle, Timers } from '@iot-core-local/core'
import type { FunctionCaller } from '../ports.js'
import { fingerprintOf, toPem } from '../x509/certificate.js'
import type { DomainObjection } from './domains.js'

export interface ClientCallbackDeps {
  readonly functions?: FunctionCaller
  readonly wallTimers?: Timers
  readonly timers: Timers
  readonly ids: IdSource
}

/** How long a function may take, in milliseconds: as long as those of provisioning, for want of a documented limit. */
const TIMEOUT_MS = 5_000

/** Asks functions about the client certificates of a domain (SEC-112). A connection is asked about once, however many requests it brings. */
export class ClientCallbacks {
  readonly #deps: ClientCallbackDeps
  readonly #judged = new WeakMap<Peer, Promise<DomainObjection | undefined>>()

  constructor(deps: ClientCallbackDeps) {
    this.#deps = deps
  }

  /** Why the function does not let the client in. Never rejects. */
  objectionTo(peer: Peer, functionArn: string): Promise<DomainObjection | undefined> | undefined {
    const { clientCertificate } = peer
    if (clientCertificate === undefined) return undefined
    const known = this.#judged.get(peer)
    if (known !== undefined) return known
    const judged = this.#ask(functionArn, this.#eventOf(peer, clientCertificate)).then((flaw) =>
      flaw === undefined
        ? undefined
        : {
            reason: 'CLIENT_CERTIFICATE_CALLBACK_REFUSED',
            explanation: `The client certificate callback ${functionArn} of ${peer.serverName ?? ''} does not let the client in: ${flaw}.`,
          },
    )
    this.#judged.set(peer, judged)
    return judged
  }

  #eventOf(peer: Peer, { der, chain }: ClientCertificate): object {
    return {
      connectionMetadata: { id: this.#deps.ids.uuid() },
      principalId: fingerprintOf(der),
      serverName: peer.serverName,
      clientCertificateChain: [der, ...chain].map((certificate) => toPem(certificate, 'CERTIFICATE')),
    }
  }

  /** What is wrong with the answer; undefined when it is `{"isAuthenticated": true}`. */
  async #ask(functionArn: string, event: object): Promise<string | undefined> {
    const { functions, timers, wallTimers = timers } = this.#deps
    if (functions === undefined) return 'nothing here calls functions'
    let deadline: TimerHandle | undefined
    const late = new Promise<string>((resolve) => {
      deadline = wallTimers.after(TIMEOUT_MS, () => resolve(`it gave no answer within ${String(TIMEOUT_MS / 1000)} seconds`))
    })
    const asked = functions.call(functionArn, event).then(
      (answer) => (isAuthenticated(answer) ? undefined : 'it did not answer {"isAuthenticated": true}'),
      (error: unknown) => `it failed: ${error instanceof Error ? error.message : String(error)}`,
    )
    const flaw = await Promise.race([asked, late])
    deadline?.cancel()
    return flaw
  }
}

function isAuthenticated(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'isAuthenticated' in answer && answer.isAuthenticated === true
}
