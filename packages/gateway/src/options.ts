/** An access key whose signatures are verified. */
export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface GatewayOptions {
  /** Configured: every request must be signed by one of them. Absent or empty: any signature, or none, is accepted (API-074). */
  readonly credentials?: readonly AccessKey[]
  /** How far the signing time may be from the account's clock, in milliseconds. Default: not checked (API-073). */
  readonly maxClockSkewMs?: number
  /** The largest request body, in bytes. Default 4 MiB. */
  readonly maxBodyBytes?: number
  /** How long a request may take to arrive, headers and body, in milliseconds. Default 60,000. */
  readonly requestTimeoutMs?: number
  /** How long an idle keep-alive connection is held, in milliseconds. Default 65,000. */
  readonly keepAliveTimeoutMs?: number
  /** How long `close()` waits for requests that are being answered, in milliseconds. Default 5,000. */
  readonly closeDeadlineMs?: number
}

export type ResolvedGatewayOptions = Required<Omit<GatewayOptions, 'maxClockSkewMs'>> & Pick<GatewayOptions, 'maxClockSkewMs'>

/** Larger than the largest modelled input of the control plane: a policy document may have 404,600 characters on the wire (SEC-502). */
const DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024

export function resolveOptions(options: GatewayOptions = {}): ResolvedGatewayOptions {
  return Object.freeze({
    credentials: options.credentials?.map((key) => Object.freeze({ ...key })) ?? [],
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
    keepAliveTimeoutMs: options.keepAliveTimeoutMs ?? 65_000,
    closeDeadlineMs: options.closeDeadlineMs ?? 5_000,
    ...(options.maxClockSkewMs === undefined ? {} : { maxClockSkewMs: options.maxClockSkewMs }),
  })
}
