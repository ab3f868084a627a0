/** What is wrong with a call of a `/_local` route. */
export class AdminError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'AdminError'
    this.status = status
    this.code = code
  }
}

/** 400. */
export function badInput(message: string): AdminError {
  return new AdminError(400, 'BAD_INPUT', message)
}
