/** Quotas of the broker (BRK section 16, general reference "AWS IoT Core endpoints and quotas") and bounds of our own, each with its unit. */

export const MAX_CLIENT_ID_BYTES = 128
export const MAX_TOPIC_BYTES = 256
export const MAX_TOPIC_SLASHES = 7
export const MAX_PAYLOAD_BYTES = 131_072
/** BRK-039. */
export const MAX_CONNECT_BYTES = 131_072
/** Variable header and payload: 146 KiB. */
export const MAX_PACKET_BYTES = 149_504
/** BRK-038. */
export const MIN_CLIENT_PACKET_BYTES = 512
export const MAX_CONTENT_TYPE_BYTES = 256
export const MAX_CORRELATION_DATA_BYTES = 8_192
export const MAX_USER_PROPERTIES_BYTES = 8_192
export const MAX_TOPIC_ALIAS = 8
export const MAX_MESSAGE_EXPIRY_SECONDS = 604_800
export const MAX_FILTERS_PER_SUBSCRIBE = 8
export const MAX_SUBSCRIPTIONS_PER_CONNECTION = 50
/** In either direction, QoS 1 (BRK-088, BRK-102). */
export const MAX_UNACKNOWLEDGED = 100
export const MAX_SHARE_NAME_BYTES = 128
export const MAX_SHARE_GROUPS = 100
export const MAX_SHARE_GROUP_MEMBERS = 100
/** Per account and Region (BRK-156). */
export const MAX_RETAINED_MESSAGES = 500_000
export const MIN_KEEP_ALIVE_SECONDS = 30
export const MAX_KEEP_ALIVE_SECONDS = 1_200
export const DEFAULT_SESSION_EXPIRY_SECONDS = 3_600
export const WEBSOCKET_LIFETIME_MS = 86_400_000
/** How long GetConnection answers about a client that has gone (BRK-321). */
export const CONNECTION_MEMORY_MS = 1_800_000
/** How long the numbering of a client's connections is kept after a clean session (BRK-355, EVT-068). */
export const VERSION_MEMORY_MS = 3_600_000

/** Our own: how long a new connection may take to send its CONNECT. */
export const CONNECT_DEADLINE_MS = 10_000
/** Our own: bytes waiting for one reader at which its senders are held. */
export const HOLD_SENDERS_BYTES = 262_144
/** Our own: bytes waiting for one reader at which it is disconnected. */
export const MAX_PENDING_BYTES = 16_777_216
/** Our own: how long a reader may accept nothing while senders are held for it, before it is disconnected. */
export const STALLED_READER_MS = 20_000
/** Our own: QoS 1 messages that may wait in one session. */
export const MAX_QUEUED_MESSAGES = 10_000
/** Our own: QoS 1 messages waiting in one session at which its senders are held, for as long as the session makes progress. */
export const HOLD_SENDERS_MESSAGES = 1_000
/** Our own: cached decisions and topics per connection, cached routes per broker. */
export const MAX_CACHED_TOPICS = 1_000
export const MAX_CACHED_ROUTES = 20_000
