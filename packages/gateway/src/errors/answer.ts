/** What goes back over HTTP. */
export interface Answer {
  readonly status: number
  readonly body: string | Uint8Array
  /** What follows the body, as fast as the client takes it: for answers too long to be held at once. */
  readonly pieces?: Iterable<string>
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const JSON_TYPE = 'application/json'

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body), contentType: JSON_TYPE }
}
