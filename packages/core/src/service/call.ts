import type { ConnectionView } from '../access/access.js'
import type { Principal } from '../access/principal.js'

/** On whose behalf, and over which edge, an operation or a reserved request runs. */
export interface Call {
  readonly source: 'http' | 'mqtt' | 'internal'
  readonly principal: Principal
  /** A UUID; `x-amzn-RequestId` of the answer. */
  readonly requestId: string
  readonly sourceIp?: string
  /** The MQTT connection that asked; undefined over HTTP and inside. */
  readonly connection?: ConnectionView
}
