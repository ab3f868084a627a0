import type { ConnectionView } from '../access/access.js'

export type ConnectionEvent =
  | { readonly type: 'connection.opened'; readonly connection: ConnectionView; readonly versionNumber: number }
  | {
      readonly type: 'connection.closed'
      readonly connection: ConnectionView
      readonly versionNumber: number
      /** The value of `disconnectReason` in presence events (EVT section 5.1). */
      readonly disconnectReason: string
      readonly isClientInitiated: boolean
    }
  | {
      readonly type: 'connection.refused'
      readonly clientId: string
      readonly principalIdentifier: string | undefined
      readonly sourceIp: string
      readonly connectFailureReason: string
    }
  | { readonly type: 'subscription.added'; readonly connection: ConnectionView; readonly topicFilters: readonly string[] }
  | { readonly type: 'subscription.removed'; readonly connection: ConnectionView; readonly topicFilters: readonly string[] }
