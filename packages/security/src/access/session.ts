import type { Access, AccessDecision, AccessRequest, AccessSession, Principal } from '@iot-core-local/core'
import type { Permissions, Standing, Subject } from './permissions.js'

/** An admitted connection or request. What counts for it is looked up again whenever something may have changed. */
export class SubjectSession implements AccessSession {
  readonly principal: Principal
  readonly thingName?: string
  readonly #permissions: Permissions
  readonly #access: Pick<Access, 'epoch'>
  readonly #subject: Subject
  #standing: Standing
  #epoch: number

  constructor(principal: Principal, subject: Subject, permissions: Permissions, access: Pick<Access, 'epoch'>) {
    this.principal = principal
    this.#permissions = permissions
    this.#access = access
    this.#subject = subject
    this.#epoch = access.epoch
    this.#standing = permissions.standingOf(subject)
    // Lifecycle events name the thing of an exclusive attachment only (SEC-603); policies know the other binding too.
    if (this.#standing.thing?.isExclusive === true) this.thingName = this.#standing.thing.thingName
  }

  authorize(request: AccessRequest): Promise<AccessDecision> {
    if (this.#epoch !== this.#access.epoch) {
      this.#epoch = this.#access.epoch
      this.#standing = this.#permissions.standingOf(this.#subject)
    }
    return Promise.resolve(this.#permissions.decide(this.#subject, this.#standing, request))
  }
}
