export interface ServiceErrorOptions {
  /** The HTTP status. The same exception name may have another status in another service (API-053). */
  readonly status: number
  /** Members of the error body besides `message`, such as `resourceId` and `resourceArn`. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** What AWS would answer. Operations throw it; each edge encodes it once. `name` is the AWS exception name. */
export class ServiceError extends Error {
  readonly status: number
  readonly members: Readonly<Record<string, unknown>>

  constructor(exceptionName: string, message: string, options: ServiceErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = exceptionName
    this.status = options.status
    this.members = options.members ?? {}
  }
}
