import { callAdmin } from '../admin-client.js'

/** For how long an explanation answers those who ask about the same event, in milliseconds: a connection that is closed fails what was under way too. */
const SHARED_MS = 500
const LIMIT = 20
/** What a service answers a request, such as that there is no shadow yet, closes no connection. */
const ANSWERED = 'reservedTopic'

interface Decision {
  readonly kind: string
  readonly explanation: string
}

/** Asks a running emulator why it refused a client. AWS, and so the emulator, closes the connection and says nothing on the wire. */
export class Refusals {
  readonly #endpoint: string
  readonly #filter: Readonly<Record<string, string>>
  #afterId = 0
  #recent: { readonly explanation: string; readonly untilMs: number } | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(endpoint: string, filter: { readonly clientId: string; readonly account: string; readonly region: string }) {
    this.#endpoint = endpoint
    this.#filter = filter
  }

  /** The explanation of the latest refusal since the last question; undefined when there is none, or nobody to ask. */
  latest(): Promise<string | undefined> {
    const asked = this.#last.then(() => this.#latest())
    this.#last = asked
    return asked
  }

  async #latest(): Promise<string | undefined> {
    const query = new URLSearchParams({ ...this.#filter, outcome: 'refused', limit: String(LIMIT), afterId: String(this.#afterId) })
    try {
      const answer: unknown = await (await callAdmin(this.#endpoint, 'GET', `/_local/decisions?${query.toString()}`)).json()
      const { decisions, nextAfterId } = answer as { readonly decisions: readonly Decision[]; readonly nextAfterId: number }
      this.#afterId = Math.max(this.#afterId, nextAfterId)
      const explanation = decisions.findLast(({ kind }) => kind !== ANSWERED)?.explanation
      if (explanation !== undefined) this.#recent = { explanation, untilMs: Date.now() + SHARED_MS }
      return this.#recent !== undefined && Date.now() < this.#recent.untilMs ? this.#recent.explanation : undefined
    } catch {
      return undefined
    }
  }
}
